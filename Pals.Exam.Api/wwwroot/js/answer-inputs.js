import { announce, element } from './dom.js';
import { text } from './strings.js';

/**
 * The ways to answer, one for each type of question. Each gives its nodes, the answer as the service takes it (null while there is
 * none), a way to show an answer given before, and a meaning for the number keys.
 */
export function answerInput(question) {
  switch (question.type) {
    case 'single-choice': return choice(question.options, 'radio');
    case 'multiple-response': return choice(question.options, 'checkbox');
    case 'ordering': return ordering(question.options);
    case 'numeric-entry': return numeric(question.unit);
    default: throw new Error(`This page cannot ask a question of type ${question.type}.`);
  }
}

function choice(options, kind) {
  const inputs = options.map(option => element('input', { type: kind, name: 'answer', value: option.key }));
  return {
    nodes: [
      kind === 'checkbox' ? element('p', { class: 'soft' }, text.chooseAll) : null,
      ...options.map((option, index) => element('label', { class: 'option' },
        inputs[index],
        element('span', { class: 'key', 'aria-hidden': true }, option.key),
        element('span', {}, option.text))),
    ],
    hint: kind === 'checkbox' ? text.keyboardMultiple : text.keyboardChoice,
    missing: text.chooseFirst,
    read() {
      const chosen = inputs.filter(input => input.checked).map(input => input.value);
      return chosen.length > 0 ? chosen : null;
    },
    write(keys) {
      for (const input of inputs) input.checked = keys.includes(input.value);
    },
    pressNumber(number) {
      const input = inputs[number - 1];
      if (!input) return false;
      input.checked = kind === 'radio' || !input.checked;
      input.focus();
      return true;
    },
  };
}

/** Ordering by buttons that move an entry up or down: works with a mouse, a finger, a keyboard and a screen reader alike. */
function ordering(options) {
  const list = element('ol', { class: 'ordering' });
  let touched = false;
  const move = (entry, step) => {
    const other = step < 0 ? entry.previousElementSibling : entry.nextElementSibling;
    if (!other) return;
    touched = true;
    if (step < 0) other.before(entry); else other.after(entry);
    relabel();
    const place = [...list.children].indexOf(entry) + 1;
    announce(text.movedTo(entry.dataset.text, place, list.children.length));
    list.dispatchEvent(new Event('change', { bubbles: true }));
    const [up, down] = entry.querySelectorAll('button');
    (step < 0 ? (up.disabled ? down : up) : (down.disabled ? up : down)).focus();
  };
  const relabel = () => [...list.children].forEach((entry, index, all) => {
    const [up, down] = entry.querySelectorAll('button');
    up.disabled = index === 0;
    down.disabled = index === all.length - 1;
  });
  list.append(...options.map(option => {
    const entry = element('li', { class: 'option', 'data-key': option.key, 'data-text': option.text },
      element('span', {}, option.text),
      element('span', { class: 'moves' },
        element('button', { type: 'button', class: 'plain small', 'aria-label': text.moveUp(option.text), onclick: () => move(entry, -1) }, '↑'),
        element('button', { type: 'button', class: 'plain small', 'aria-label': text.moveDown(option.text), onclick: () => move(entry, 1) }, '↓')));
    return entry;
  }));
  relabel();
  return {
    nodes: [element('p', { class: 'soft' }, text.orderThem), list],
    hint: text.keyboardOrdering,
    missing: text.orderFirst,
    read: () => touched ? [...list.children].map(entry => entry.dataset.key) : null,
    write(keys) {
      touched = true;
      list.append(...keys.map(key => [...list.children].find(entry => entry.dataset.key === key)));
      relabel();
    },
    pressNumber: () => false,
    // The order shown at first may be the right one: submitting twice without a move confirms it.
    confirm() { touched = true; },
  };
}

function numeric(unit) {
  const input = element('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', name: 'answer', class: 'number', 'aria-label': text.yourNumber(unit) });
  return {
    nodes: [element('p', { class: 'entry' }, input, unit ? element('span', {}, ` ${unit}`) : null)],
    hint: text.keyboardNumeric,
    missing: text.numberFirst,
    read() {
      const given = input.value.trim().replace(',', '.');
      return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(given) ? [given] : null;
    },
    write([given]) { input.value = given; },
    isEmpty: () => input.value.trim() === '',
    pressNumber: () => false,
  };
}
