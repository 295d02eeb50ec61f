/** Asks before something that cannot be undone. */
import { element } from './dom';
import { text } from './texts';

/** @param action the text of the button that says yes */
export function confirm(question: string, action: string, answer: (confirmed: boolean) => void): void {
  const close = (confirmed: boolean) => (): void => {
    notification.close();
    answer(confirmed);
  };
  const notification = RED.notify(element('p', {}, question), {
    type: 'warning',
    modal: true,
    fixed: true,
    buttons: [
      { text: text('delivery.cancel'), click: close(false) },
      { text: action, class: 'primary', click: close(true) },
    ],
  });
}
