import type { ChannelRequest } from '../port';
import type { Connection, MedTechApi, SdkFilter, Subscribe, SubscriptionOptions } from './shape';

/** The SDK's way to subscribe to events of one type of one entity. */
export function subscribeWith(
  api: MedTechApi,
  { entity, eventType }: ChannelRequest,
  filter: SdkFilter,
): (options: SubscriptionOptions) => Promise<Connection> {
  const subscribe = subscribeTo(api, entity);
  // Events are taken where the server's JSON arrives, see `connection-socket.ts`.
  return (options) => subscribe([eventType], filter, () => Promise.resolve(), options);
}

function subscribeTo(api: MedTechApi, entity: ChannelRequest['entity']): Subscribe {
  switch (entity) {
    case 'Patient':
      return (...args) => api.patientApi.subscribeToPatientEvents(...args);
    case 'DataSample':
      return (...args) => api.dataSampleApi.subscribeToDataSampleEvents(...args);
    case 'HealthcareElement':
      return (...args) => api.healthcareElementApi.subscribeToHealthcareElementEvents(...args);
    case 'Notification':
      return (...args) => api.notificationApi.subscribeToNotificationEvents(...args);
    case 'User':
      return (...args) => api.userApi.subscribeToUserEvents(...args);
    default:
      return entity satisfies never;
  }
}
