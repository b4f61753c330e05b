// Web Push: news also while no page is open. A browser's subscription is known to the platform for as long as its session holds.
import { call } from '../api/client.ts'
import { language } from '../parts/language.ts'
import { worker } from './install.ts'

/** Tells the platform of this browser's subscription, or makes one. False: this browser, or this platform, has none; news then need an open page. */
export async function subscribe(): Promise<boolean> {
  const manager = (await worker())?.pushManager
  if (!manager) return false
  try {
    const { key } = await call('GET /push/key')
    const made = await current(manager, key)
    const { endpoint, keys } = made.toJSON()
    if (!endpoint || !keys?.['p256dh'] || !keys['auth']) return false
    const body = { endpoint, keys: { p256dh: keys['p256dh'], auth: keys['auth'] }, language: language.value }
    const { id } = await call('PUT /push/subscriptions', { match: '*', body })
    localStorage.setItem(KEY, id)
    return true
  } catch {
    return false // no push service can be reached, or the platform has none
  }
}

/** Ends it, here and at the platform. */
export async function unsubscribe(): Promise<void> {
  const held = await (await worker())?.pushManager?.getSubscription()
  await held?.unsubscribe()
  const id = localStorage.getItem(KEY)
  localStorage.removeItem(KEY)
  if (id) await call('DELETE /push/subscriptions/{subscription}', { path: { subscription: id } }).catch(() => undefined)
}

const KEY = 'podium.push'

/** One that was made with another key of the platform is of no use. */
async function current(manager: PushManager, key: string): Promise<PushSubscription> {
  const held = await manager.getSubscription()
  const known = held?.options.applicationServerKey
  if (held && known && text(known) === key) return held
  await held?.unsubscribe()
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

function text(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
