import { element } from './dom.js';
import { text } from './strings.js';

/** The choice of an exam in plain words; without a list of exams (no connection yet) there is one button for the usual exam. */
export function startView(definitions, onStart) {
  const button = element('button', { type: 'submit' }, text.startButton);
  const choice = definitions.length > 1
    ? element('fieldset', { class: 'choice' },
      element('legend', {}, element('h2', {}, text.chooseExam)),
      ...definitions.map((definition, index) => element('label', { class: 'option exam' },
        element('input', { type: 'radio', name: 'definition', value: definition.definition, checked: index === 0 }),
        element('span', {},
          element('strong', {}, definition.title),
          element('span', { class: 'soft' }, text.examKind(definition)),
          element('span', { class: 'soft' }, text.examSize(definition))))))
    : null;
  const form = element('form', {},
    choice,
    element('div', { class: 'card' }, element('ul', {}, ...text.startPoints.map(point => element('li', {}, point)))),
    element('div', { class: 'actions' }, button));
  form.addEventListener('submit', event => {
    event.preventDefault();
    onStart(new FormData(form).get('definition') ?? undefined, button);
  });
  return [
    element('h1', { 'data-focus': true }, text.startHeading),
    element('p', { class: 'lead' }, text.startLead),
    form,
  ];
}
