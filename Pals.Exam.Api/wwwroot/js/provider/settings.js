import { element } from '../dom.js';
import { get, post, put, remove } from './client.js';
import { field, moment, state, table, worker } from './parts.js';
import { text } from './strings.js';

/** Which pages may show exams, and where the provider's server is told what happened. */
export async function settings() {
  return [
    element('h1', { 'data-focus': true }, text.settingsHeading),
    ...await origins(),
    ...await webhooks(),
  ];
}

async function origins() {
  const { providerId } = await get('/v1/provider');
  const path = `/v1/providers/${providerId}/origins`;
  const lines = element('textarea', { rows: '4', spellcheck: 'false' });
  const fill = list => { lines.value = list.origins.join('\n'); };
  fill(await get(path));
  return [
    element('h2', {}, text.originsHeading),
    element('p', {}, text.originsLead),
    element('div', { class: 'fields' },
      field(text.origins, lines),
      ...worker(text.save, async () => {
        fill(await put(path, { origins: lines.value.split('\n').map(line => line.trim()).filter(line => line !== '') }));
        return text.saved;
      })),
  ];
}

async function webhooks() {
  const list = element('div');
  const deliveries = element('div');
  const draw = async () => {
    const found = (await get('/v1/webhooks')).webhooks;
    list.replaceChildren(table(text.webhooksHeading, Object.values(text.webhookColumns), found.map(webhook => [
      webhook.url,
      webhook.events.join(', '),
      webhook.disabledAt ? state(['bad', webhook.disabledReason]) : state(['good', text.webhookOn]),
      webhook.disabledAt ? '' : element('div', { class: 'actions' },
        ...worker(text.test, async () => { await post(`/v1/webhooks/${webhook.webhookId}/test`); return text.testSent; }, true),
        ...worker(text.deliveries, () => drawDeliveries(webhook.webhookId), true),
        ...worker(text.removeWebhook, async () => { await remove(`/v1/webhooks/${webhook.webhookId}`); await draw(); }, true)),
    ])));
  };
  const drawDeliveries = async webhookId => {
    const found = (await get(`/v1/webhooks/${webhookId}/deliveries`)).deliveries;
    deliveries.replaceChildren(table(text.deliveries, Object.values(text.deliveryColumns), found.map(delivery => [
      delivery.type,
      moment(delivery.createdAt),
      state(text.deliveryStates[delivery.status]),
      delivery.attempts,
      delivery.lastOutcome,
      element('div', {}, ...worker(text.replay, async () => {
        await post(`/v1/webhooks/${webhookId}/deliveries/${delivery.eventId}/replay`);
        await drawDeliveries(webhookId);
      }, true)),
    ])));
  };
  await draw();
  const url = element('input', { type: 'url' });
  return [
    element('h2', {}, text.webhooksHeading),
    element('p', {}, text.webhooksLead),
    list,
    deliveries,
    element('div', { class: 'fields' },
      field(text.webhookUrl, url),
      ...worker(text.addWebhook, async () => {
        const { secret } = await post('/v1/webhooks', { url: url.value.trim() });
        await draw();
        return text.webhookSecret(secret);
      })),
  ];
}
