// System notifications: what somebody wants of them on this device, and how they are shown.
import { signal } from '@preact/signals'
import { worker } from './install.ts'

const KEY = 'podium.notifications'

export interface Wish {
  on: boolean
  /** Also for verdicts. */
  verdicts: boolean
}

/** `insecure`: browsers have them for pages of HTTPS alone. */
export type Possible = 'yes' | 'denied' | 'insecure' | 'none'

export const wish = signal<Wish>(read())

export function possible(): Possible {
  if (!isSecureContext) return 'insecure'
  if (typeof Notification === 'undefined') return 'none'
  return Notification.permission === 'denied' ? 'denied' : 'yes'
}

/** Asks the browser where it has not been asked; whether they are on now. */
export async function turnOn(): Promise<boolean> {
  if (possible() !== 'yes') return false
  const on = (await Notification.requestPermission()) === 'granted'
  keep({ ...wish.value, on })
  return on
}

export function keep(wanted: Wish): void {
  wish.value = wanted
  localStorage.setItem(KEY, JSON.stringify(wanted))
}

interface News {
  title: string
  body: string
  /** Of the news: several tabs show it once. */
  tag: string
  /** Address within the page that it leads to. */
  to: string
}

/** Shows one, where it is wanted and granted. `go`: leads to its address. */
export async function notify(news: News, go: (to: string) => void): Promise<void> {
  if (!wish.value.on || possible() !== 'yes' || Notification.permission !== 'granted') return
  const options = { body: news.body, tag: news.tag, icon: '/icon-192.png', data: { url: news.to } }
  const registration = await worker()
  if (registration) return registration.showNotification(news.title, options)
  const shown = new Notification(news.title, options)
  shown.onclick = () => {
    focus()
    go(news.to)
    shown.close()
  }
}

function read(): Wish {
  try {
    return { on: false, verdicts: false, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Wish>) }
  } catch {
    return { on: false, verdicts: false }
  }
}
