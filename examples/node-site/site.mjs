// A site that sells through Kassa: a button that places an order and leads to the payment, and a page that shows "paid" when the
// shop's webhook has said so. It needs nothing but Node 18 and a key that opens `read`, `orders` and `admin`:
//
//     KASSA_URL=https://shop.example KASSA_KEY=kassa_… SITE_URL=https://site.example node site.mjs
//
// SITE_URL is where customers and the shop reach this site; it listens on SITE_LISTEN (127.0.0.1:8091).

import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const SHOP = process.env.KASSA_URL.replace(/\/$/, '');
const KEY = process.env.KASSA_KEY;
const [, HOST, PORT] = /^(.*):(\d+)$/.exec(process.env.SITE_LISTEN ?? '127.0.0.1:8091');
const PRICE = 8;
// How far a webhook's time may be off, in seconds: an older one may be a replay.
const TOLERANCE = 300;

/** What this site knows of its orders, by uid. A real one has a database. */
const orders = new Map();
/** The webhooks that were dealt with, by their ids: each may come more than once. */
const seen = new Set();
const MOST_SEEN = 10_000;

/** Asks the shop. `once` names the request, so that sending it again does nothing twice. */
async function ask(method, path, body, once) {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
  if (once) headers['idempotency-key'] = once;
  const answer = await fetch(`${SHOP}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
  const told = answer.status === 204 ? undefined : await answer.json();
  // Problem details, RFC 9457: `type` for us, `detail` for people.
  if (!answer.ok) throw new Error(`${method} ${path}: ${told.type}: ${told.detail}`);
  return told;
}

/** Verifies a webhook as https://www.standardwebhooks.com has it. */
function isFromShop(secret, headers, body) {
  const sent = Number(headers['webhook-timestamp']);
  if (!Number.isInteger(sent) || Math.abs(Date.now() / 1000 - sent) > TOLERANCE) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = createHmac('sha256', key).update(`${headers['webhook-id']}.${sent}.`).update(body).digest();
  // While a secret is changed there are two signatures.
  return (headers['webhook-signature'] ?? '').split(' ').some((each) => {
    const given = Buffer.from(each.replace(/^v1,/, ''), 'base64');
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
}

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const page = (body) => `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Лавка</title>${body}</html>`;

let secret;

/** Who asks for what. */
async function answer(request, body, url) {
  if (request.method === 'GET' && url.pathname === '/') {
    return [200, page('<form method="post" action="/buy"><input name="nickname" required><button>Купить алмаз</button></form>')];
  }
  if (request.method === 'POST' && url.pathname === '/buy') {
    const nickname = new URLSearchParams(body.toString()).get('nickname');
    const wanted = { items: [{ name: 'Алмаз', price: PRICE, quantity: 1 }], customer: { nickname } };
    const order = await ask('POST', '/orders', wanted, randomUUID());
    orders.set(order.uid, order.status);
    return [303, '', { location: order.payment.url, 'x-order': order.uid }];
  }
  if (request.method === 'POST' && url.pathname === '/hook') {
    if (!isFromShop(secret, request.headers, body)) return [401, ''];
    const id = request.headers['webhook-id'];
    if (!seen.has(id)) {
      const { order: uid } = JSON.parse(body).data;
      // A webhook tells that something happened; what is true now, the shop knows.
      if (orders.has(uid)) orders.set(uid, (await ask('GET', `/orders/${uid}`)).status);
      // Only now: had the shop not answered, this ends in an error, and the webhook comes again.
      seen.add(id);
      // The oldest go first.
      if (seen.size > MOST_SEEN) seen.delete(seen.values().next().value);
    }
    return [204, ''];
  }
  const uid = /^\/orders\/([\w-]+)$/.exec(url.pathname)?.[1];
  if (request.method === 'GET' && orders.has(uid)) {
    return [200, page(`<h1>${escape(uid)}</h1><p id="status">${escape(orders.get(uid))}</p>`)];
  }
  return [404, page('<p>Здесь ничего нет.</p>')];
}

const server = createServer(async (request, response) => {
  try {
    const url = new URL(request.url, 'http://site');
    const [status, text, headers] = await answer(request, await read(request), url);
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(text);
  } catch (error) {
    console.error(error.message);
    response.writeHead(502).end();
  }
});

server.listen(Number(PORT), HOST, async () => {
  const here = `http://${HOST}:${server.address().port}`;
  const hook = `${process.env.SITE_URL ?? here}/hook`;
  // One endpoint for all its orders; a real site makes it once and keeps the secret.
  const endpoint = await ask('POST', '/webhooks', { url: hook, events: ['paid', 'cancelled', 'expired'] }, randomUUID());
  secret = endpoint.secret;
  console.log(JSON.stringify({ listening: here }));
});
