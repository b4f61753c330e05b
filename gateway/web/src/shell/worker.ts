// The service worker: the page opens without a connection, and shows system notifications on phones.
// It keeps built assets and the index, never an answer of the API: what it says of a contest would be old.
import { isAsset, isOurs, isView } from './kept.ts'

/** What is needed here of `ServiceWorkerGlobalScope`, whose types exclude those of the page. */
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetch) => void): void
  addEventListener(type: 'notificationclick', listener: (event: Clicked) => void): void
  addEventListener(type: 'push', listener: (event: Pushed) => void): void
  skipWaiting(): Promise<void>
  registration: ServiceWorkerRegistration
  clients: {
    claim(): Promise<void>
    matchAll(options: { type: 'window' }): Promise<Window[]>
    openWindow(url: string): Promise<unknown>
  }
}
interface Lasting {
  waitUntil(what: Promise<unknown>): void
}
interface Fetch extends Lasting {
  request: Request
  respondWith(answer: Promise<Response>): void
}
interface Clicked extends Lasting {
  notification: Notification
}
interface Pushed extends Lasting {
  data: { json(): unknown } | null
}
/** What the platform pushes: `Shown` of `core_api/workers/push_sender.py`. */
interface News {
  title: string
  body: string
  tag: string
  url: string
}
interface Window {
  focused: boolean
  focus(): Promise<unknown>
  postMessage(message: { to: string }): void
}

const worker = self as unknown as Worker
const CACHE = 'podium-1'
/** Entries; the oldest go. A version of the page has about a hundred assets. */
const MOST = 300
/** A hall's network that swallows packets: the kept index is shown after so many ms. */
const PATIENCE_MS = 4000
const INDEX = '/'
const OFFLINE = ['/offline.html', '/offline.css', '/favicon.svg']

worker.addEventListener('install', (event) => event.waitUntil(install()))
worker.addEventListener('activate', (event) => event.waitUntil(activate()))
worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || !isOurs(url, location.origin)) return
  if (request.mode === 'navigate' && isView(url)) event.respondWith(view(request))
  else if (isAsset(url) || OFFLINE.includes(url.pathname)) event.respondWith(asset(request))
})
worker.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(show((event.notification.data as { url?: string } | null)?.url ?? '/'))
})

worker.addEventListener('push', (event) => {
  if (event.data) event.waitUntil(tell(event.data.json() as News))
})

async function install(): Promise<void> {
  const cache = await caches.open(CACHE)
  await cache.addAll([INDEX, ...OFFLINE])
  await keepIndex((await cache.match(INDEX))!)
  await worker.skipWaiting()
}

async function activate(): Promise<void> {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name)
  await worker.clients.claim()
}

/** The newest index while it comes in time, else the one that is kept with its assets. */
async function view(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const fresh = fetch(request).then(async (answer) => {
    if (answer.ok) await keepIndex(answer.clone()).catch(() => undefined)
    return answer
  })
  const late = new Promise<null>((done) => setTimeout(() => done(null), PATIENCE_MS))
  const first = await Promise.race([fresh.catch(() => null), late])
  return first ?? (await cache.match(INDEX)) ?? (await fresh.catch(() => null)) ?? (await cache.match(OFFLINE[0]!)) ?? Response.error()
}

/** Keeps an index once all that it needs at first is kept: half a page helps nobody. */
async function keepIndex(index: Response): Promise<void> {
  const cache = await caches.open(CACHE)
  const text = await index.clone().text()
  const needed = [...new Set([...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]!))]
  for (const path of needed) if (!(await cache.match(path))) await cache.add(path)
  await cache.put(INDEX, index)
  const all = await cache.keys()
  const removable = all.filter((request) => isAsset(new URL(request.url)) && !needed.includes(new URL(request.url).pathname))
  for (const request of removable.slice(0, Math.max(0, all.length - MOST))) await cache.delete(request)
}

/** An asset's name changes with its content: what is kept is good for ever. */
async function asset(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}

/** Brings a window of the page to the front and asks it to show what the notification is about: it goes there without loading anew. */
async function show(url: string): Promise<void> {
  const [open] = await worker.clients.matchAll({ type: 'window' })
  if (!open) return void (await worker.clients.openWindow(url))
  open.postMessage({ to: url })
  await open.focus()
}

/** A page that somebody looks at says it itself. One in the background does, too: with the same tag it is shown once. */
async function tell({ title, body, tag, url }: News): Promise<void> {
  const open = await worker.clients.matchAll({ type: 'window' })
  if (open.some((window) => window.focused)) return
  await worker.registration.showNotification(title, { body, tag, icon: '/icon-192.png', data: { url } })
}
