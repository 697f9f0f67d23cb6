import { element } from '../dom.js';
import { upload as post, Refusal } from './client.js';
import { field, worker } from './parts.js';
import { text } from './strings.js';

const CANDIDATES = 'candidateId,name,profession,courseId\nc-1,"Okafor, Ngozi",nurse,spring-2027';
const COMPLETIONS = 'candidateId,courseId,hours,completedOn,skill,assessor,assessedOn\n'
  + 'c-1,spring-2027,14,2027-03-05,Child CPR and AED,Dr. Lind,2027-03-05';

/** Candidates with their enrolments, and completions, by table. */
export function upload() {
  return [
    element('h1', { 'data-focus': true }, text.uploadHeading),
    element('p', { class: 'lead' }, text.uploadLead),
    ...part(text.candidatesFile, '/v1/uploads/enrolments', CANDIDATES, text.candidatesDone),
    ...part(text.completionsFile, '/v1/uploads/completions', COMPLETIONS, text.completionsDone),
  ];
}

function part(heading, path, sample, done) {
  const file = element('input', { type: 'file', accept: '.csv,text/csv' });
  return [
    element('h2', {}, heading),
    element('pre', { class: 'sample', tabindex: '0' }, sample),
    element('div', { class: 'fields' },
      field(text.file, file),
      ...worker(text.send, async () => {
        if (file.files.length === 0) return text.chooseFile;
        try {
          return done(await post(path, file.files[0]));
        } catch (error) {
          if (error instanceof Refusal) error.message += ` ${text.nothingTaken}`;
          throw error;
        }
      })),
  ];
}
