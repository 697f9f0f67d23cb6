import { element } from '../dom.js';
import { all, download } from './client.js';
import { choice, field, moment, state, table, worker } from './parts.js';
import { text } from './strings.js';

/** Every enrolment with its state, to be narrowed by state and by name. */
export async function roster() {
  const enrolments = await all('/v1/enrolments', 'enrolments');
  const list = element('div');
  const wanted = choice('state', [['', text.every], ...Object.entries(text.states).map(([value, [, words]]) => [value, words])], '');
  const name = element('input', { type: 'search' });
  const draw = () => {
    const words = name.value.trim().toLowerCase();
    const found = enrolments.filter(enrolment =>
      (wanted.value === '' || enrolment.state === wanted.value)
      && `${enrolment.candidateId} ${enrolment.name}`.toLowerCase().includes(words));
    list.replaceChildren(table(text.rosterCaption(found.length), Object.values(text.columns), found.map(row)));
  };
  wanted.addEventListener('change', draw);
  name.addEventListener('input', draw);
  draw();
  return [
    element('h1', { 'data-focus': true }, text.rosterHeading),
    element('p', { class: 'lead' }, text.rosterLead),
    element('div', { class: 'toolbar' }, field(text.stateFilter, wanted), field(text.search, name)),
    list,
    element('div', { class: 'actions' },
      ...worker(text.downloadRoster, () => download('/v1/downloads/roster.csv', 'roster.csv'), true),
      ...worker(text.downloadResponses, () => download('/v1/downloads/responses.csv', 'responses.csv'), true)),
  ];
}

const row = enrolment => [
  element('span', {}, enrolment.name, ' ', element('small', { class: 'soft' }, enrolment.candidateId)),
  enrolment.courseId ?? text.courseAlone,
  enrolment.kind,
  state(text.states[enrolment.state]),
  next(enrolment),
  enrolment.attempts.length,
  enrolment.cardNumber ? element('a', { href: `/cards/${enrolment.cardNumber}` }, enrolment.cardNumber) : '',
];

/** What the provider can do, or wait for: the service's own sentence speaks to the candidate. */
function next({ state, reason, nextAttempt }) {
  if (state === 'retake-later') return text.nextAttempt(moment(nextAttempt));
  return (state === 'closed' ? text.closed[reason] : text.next[state]) ?? '';
}
