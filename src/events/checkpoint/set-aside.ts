/** Why a checkpoint that was there has been set aside, in words. */
import type { Failure } from '../../model/failure';
import type { OpenedCheckpoint } from './keeper';

const BEGINS_ANEW = 'It has been set aside, and the node begins anew as at its first start.';

export const SET_ASIDE: Readonly<Record<NonNullable<OpenedCheckpoint['setAside']>, Failure>> = {
  damaged: {
    code: 'checkpoint-damaged',
    message: `The checkpoint (what this node has delivered) was damaged. ${BEGINS_ANEW}`,
  },
  foreign: {
    code: 'checkpoint-foreign',
    message: `The checkpoint (what this node has delivered) belongs to another account. ${BEGINS_ANEW}`,
  },
  'newer-format': {
    code: 'checkpoint-foreign',
    message: `The checkpoint (what this node has delivered) was written by a newer version of these nodes. ${BEGINS_ANEW}`,
  },
};
