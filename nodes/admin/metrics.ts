import { OPEN_METRICS_TYPE, writeOpenMetrics } from '../../src/events/delivery/open-metrics';
import { runningFeeds } from '../../src/events/delivery/running-feeds';
import type { Endpoint } from './endpoint';

/** How the event nodes are doing, for those who watch over it. */
export const metricsEndpoint: Endpoint = {
  method: 'GET',
  path: '/icure/metrics',
  permission: 'read',
  answer: () => ({ kind: 'text', text: writeOpenMetrics(runningFeeds.all()), contentType: OPEN_METRICS_TYPE }),
};
