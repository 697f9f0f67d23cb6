/** What the sections are made of: tables, states, fields, and a button that says what became of its work. */
import { announce, element } from '../dom.js';
import { Refusal } from './client.js';
import { text } from './strings.js';

/** A table that scrolls by itself where it is wider than the screen. */
export function table(caption, columns, rows) {
  if (rows.length === 0) return element('p', { class: 'soft' }, text.nothing);
  return element('div', { class: 'scroller', tabindex: '0', role: 'region', 'aria-label': caption },
    element('table', {},
      element('caption', {}, caption),
      element('thead', {}, element('tr', {}, ...columns.map(name => element('th', { scope: 'col' }, name)))),
      element('tbody', {}, ...rows.map(cells => element('tr', {}, ...cells.map(cell =>
        typeof cell === 'number' ? element('td', { class: 'number' }, String(cell)) : element('td', {}, cell ?? '')))))));
}

/** A state with its colour; the word says it too. */
export const state = ([kind, words]) => element('span', { class: `state ${kind}` }, words);

export const field = (label, input, hint) => element('label', {}, label, hint ? element('small', {}, hint) : null, input);

export const choice = (name, options, chosen) => element('select', { name },
  ...options.map(([value, label]) => element('option', { value, selected: value === chosen }, label)));

export const date = when => when ? new Date(when).toLocaleDateString(document.documentElement.lang, { dateStyle: 'medium', timeZone: 'UTC' }) : '';

export const moment = when => when ? new Date(when).toLocaleString(document.documentElement.lang, { dateStyle: 'medium', timeStyle: 'short' }) : '';

/** A button whose work may be refused; what is refused, or done, is said below it. */
export function worker(label, work, plain = false) {
  const outcome = element('div', { role: 'alert' });
  const button = element('button', { type: 'button', class: plain ? 'plain small' : null, onclick: async () => {
    button.disabled = true;
    outcome.replaceChildren();
    try {
      const said = await work();
      if (said) {
        outcome.replaceChildren(element('p', {}, said));
        announce(said);
      }
    } catch (error) {
      outcome.replaceChildren(refusal(error));
    } finally {
      button.disabled = false;
    }
  } }, label);
  return [button, outcome];
}

/** What the service says of a refusal: the sentence, and the faults by line where there are any. */
export function refusal(error) {
  if (!(error instanceof Refusal)) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
    return element('p', { class: 'faults' }, text.unreachable);
  }
  return element('div', { class: 'faults' },
    element('p', {}, error.message),
    error.faults.length === 0 ? null : element('ul', {}, ...error.faults.map(fault => element('li', {}, text.fault(fault)))));
}
