/** How far a notification has been dealt with: the editor offers these, and the server takes no other. */
export const NOTIFICATION_STATUSES = ['pending', 'ongoing', 'cancelled', 'completed'] as const;
