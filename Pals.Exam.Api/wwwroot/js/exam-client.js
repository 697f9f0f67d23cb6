/** An answer of the server that is not a success: its RFC 9457 problem details. */
export class Problem extends Error {
  constructor(status, details) {
    super(details?.detail ?? details?.title ?? `HTTP ${status}`);
    this.status = status;
    this.type = details?.type ?? 'about:blank';
  }
}

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 15000;
const SILENCE = 20000;

/** Worth asking again with the same request: the server could not be reached, or says that it is busy. */
const isPassing = error => !(error instanceof Problem) || error.status === 429 || error.status >= 500;

/**
 * Speaks to the exam service. A request that fails for a passing reason is repeated until it gets through: every request here may
 * be repeated safely, since the same answer to the same position is acknowledged like the first time.
 */
export class ExamClient {
  /** @param {{lost: (retry: () => void) => void, restored: () => void}} connection told when the connection goes and comes back */
  constructor(connection) {
    this.connection = connection;
  }

  /** The exams that can be sat; none when the server cannot be asked now, since the usual one can be started all the same. */
  async definitions() {
    try {
      return (await this.#once('GET', '/v1/definitions', null)).definitions;
    } catch (error) {
      if (error instanceof Problem || error instanceof TypeError || error instanceof DOMException) return [];
      throw error;
    }
  }

  startPractice = definition => this.#once('POST', '/v1/practice-exams', null, { definition });
  state = exam => this.#untilThrough('GET', `/v1/exams/${encodeURIComponent(exam.examId)}`, exam.token);

  /** The state of the exam if it can be had right now, or null: whoever only looks now and then looks again later. */
  async glance(exam) {
    try {
      return await this.#once('GET', `/v1/exams/${encodeURIComponent(exam.examId)}`, exam.token);
    } catch (error) {
      if (error instanceof Problem || error instanceof TypeError || error instanceof DOMException) return null;
      throw error;
    }
  }

  answer = (exam, answer) => this.#untilThrough('POST', `/v1/exams/${encodeURIComponent(exam.examId)}/answers`, exam.token, answer);

  form = exam => this.#untilThrough('GET', `/v1/exams/${encodeURIComponent(exam.examId)}/form`, exam.token);
  mark = (exam, { kind, position, body }) =>
    this.#untilThrough('PUT', `/v1/exams/${encodeURIComponent(exam.examId)}/form/${kind}/${position}`, exam.token, body);
  submit = exam => this.#untilThrough('POST', `/v1/exams/${encodeURIComponent(exam.examId)}/submit`, exam.token);

  /** The report as PDF. The token travels in a header, as always: no address ever holds it. */
  async reportPdf(exam) {
    const response = await this.#send('GET', `/v1/exams/${encodeURIComponent(exam.examId)}/report.pdf`, exam.token, undefined, 'application/pdf');
    if (!response.ok) throw new Problem(response.status, await json(response));
    return response.blob();
  }

  async #untilThrough(method, path, token, body) {
    let lost = false;
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        const result = await this.#once(method, path, token, body);
        if (lost) this.connection.restored();
        return result;
      } catch (error) {
        if (!isPassing(error)) {
          if (lost) this.connection.restored();
          throw error;
        }
        lost = true;
        await this.#pause(wait);
      }
    }
  }

  /** Waits, but no longer than until the network comes back or the candidate asks to try now. */
  #pause(milliseconds) {
    return new Promise(resolve => {
      const finish = () => { clearTimeout(timer); removeEventListener('online', finish); resolve(); };
      const timer = setTimeout(finish, milliseconds);
      addEventListener('online', finish);
      this.connection.lost(finish);
    });
  }

  async #once(method, path, token, body) {
    const response = await this.#send(method, path, token, body, 'application/json');
    const content = await json(response);
    if (!response.ok) throw new Problem(response.status, content);
    if (content === null) throw new Problem(502, { title: 'The answer was not JSON.' });
    return content;
  }

  #send(method, path, token, body, accept) {
    const headers = { accept };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    return fetch(path, {
      method, headers, cache: 'no-store', credentials: 'omit',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(SILENCE),
    });
  }
}

async function json(response) {
  const content = await response.text();
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  return isJson && content ? JSON.parse(content) : null;
}
