import { element } from './dom.js';
import { text } from './strings.js';

/** What stands in the place of the question while the clock stands. */
export function pauseView({ deadline, now }) {
  const left = deadline ? Math.max(0, Math.ceil((Date.parse(deadline) - Date.parse(now)) / 1000)) : null;
  return [
    element('h1', { 'data-focus': true }, text.pausedHeading),
    element('p', { class: 'lead' }, text.pausedLead),
    element('p', {}, left === null ? text.noTimeLimit : text.pausedTime(left)),
  ];
}
