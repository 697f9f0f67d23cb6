import { element } from '../dom.js';
import { all, get, post } from './client.js';
import { choice, date, field, table, worker } from './parts.js';
import { text } from './strings.js';

/** The provider's courses, and a form for one more. */
export async function courses() {
  const list = element('div');
  const draw = async () => {
    const found = await all('/v1/courses', 'courses');
    const names = text.course;
    list.replaceChildren(table(
      text.coursesHeading,
      [names.courseId, names.title, names.programmeId, names.format, names.kind, names.hours, names.startsOn, names.endsOn],
      found.map(course => [course.courseId, course.title, course.programmeId, course.format, course.kind, course.hours,
        date(course.startsOn), date(course.endsOn)])));
  };
  await draw();
  const { programmes } = await get('/v1/programmes');
  const input = (type, required = true) => element('input', { type, required });
  const inputs = {
    courseId: input('text'),
    programmeId: choice('programme', programmes.map(programme => [programme.programmeId, programme.name])),
    title: input('text'),
    format: choice('format', ['online', 'in-person', 'blended'].map(value => [value, value])),
    kind: choice('kind', ['initial', 'renewal'].map(value => [value, value])),
    hours: input('number'),
    startsOn: input('date', false),
    endsOn: input('date', false),
  };
  const hints = { courseId: text.courseIdHint, startsOn: text.optional, endsOn: text.optional };
  return [
    element('h1', { 'data-focus': true }, text.coursesHeading),
    list,
    element('h2', {}, text.addCourse),
    element('div', { class: 'fields' },
      ...Object.entries(inputs).map(([name, control]) => field(text.course[name], control, hints[name])),
      ...worker(text.addCourse, async () => {
        const course = Object.fromEntries(Object.entries(inputs)
          .map(([name, control]) => [name, control.value.trim()]).filter(([, value]) => value !== ''));
        await post('/v1/courses', { ...course, hours: Number(course.hours) });
        await draw();
        return text.courseAdded;
      })),
  ];
}
