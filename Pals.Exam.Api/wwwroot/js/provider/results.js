import { element } from '../dom.js';
import { all, download, get } from './client.js';
import { choice, field, refusal, table, worker } from './parts.js';
import { text } from './strings.js';

const percent = value => value === null ? '' : `${value.toFixed(1)}%`;

/** How a cohort did by topic area, and what was used month by month. */
export async function results() {
  const courses = await all('/v1/courses', 'courses');
  const { months } = await get('/v1/usage');
  return [
    element('h1', { 'data-focus': true }, text.resultsHeading),
    element('p', { class: 'lead' }, text.resultsLead),
    ...courses.length === 0 ? [element('p', { class: 'soft' }, text.noCourses)] : await ofCourse(courses),
    element('h2', {}, text.usageHeading),
    table(text.usageCaption, text.usageColumns, months.map(month => [
      month.month, month.examsMade, month.certificationExamsMade, month.examsEnded, month.examsPassed, month.enrolments, month.cardsIssued])),
  ];
}

async function ofCourse(courses) {
  const cohort = element('div');
  const chosen = choice('course', courses.map(course => [course.courseId, course.title]), courses[0].courseId);
  const path = () => `/v1/courses/${encodeURIComponent(chosen.value)}/results`;
  const draw = async () => {
    try {
      const found = await get(path());
      cohort.replaceChildren(table(text.cohortCaption(found), text.topicColumns, found.topicAreas.map(area => [
        area.name, area.candidates, percent(area.meanPercent), percent(area.standardDeviation), area.belowStandard])));
    } catch (error) {
      cohort.replaceChildren(refusal(error));
    }
  };
  chosen.addEventListener('change', draw);
  await draw();
  return [
    element('div', { class: 'toolbar' }, field(text.cohort, chosen)),
    cohort,
    element('div', { class: 'actions' }, ...worker(text.downloadResults, () => download(`${path()}.csv`, `${chosen.value}-results.csv`), true)),
  ];
}
