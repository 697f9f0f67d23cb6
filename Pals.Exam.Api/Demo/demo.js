/** What a course provider's page does: it asks its own server for a token, gives it to the element, and listens. */
const exam = document.querySelector('pals-exam');
const tell = sentence => { document.getElementById('told').textContent = sentence; };

exam.addEventListener('pals-exam-progress', ({ detail }) => tell(`${detail.answered} answered; at most ${detail.maximum} questions.`));
exam.addEventListener('pals-exam-completed', ({ detail }) => tell(`Finished: ${detail.status}.`));
exam.addEventListener('pals-exam-error', ({ detail }) => tell(detail.message));

const response = await fetch('/demo/launch', { method: 'POST' });
const answer = await response.json();
if (response.ok) exam.setAttribute('token', answer.token);
else tell(answer.detail);
