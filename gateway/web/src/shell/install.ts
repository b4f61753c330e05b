// Puts the service worker to work, where browsers allow one: over HTTPS and on the own machine.

let ready: Promise<ServiceWorkerRegistration> | null = null

/** After the first picture: it must not wait for this. */
export function installWorker(): void {
  if (!import.meta.env.PROD || !isSecureContext || !('serviceWorker' in navigator)) return
  const go = () => {
    ready = navigator.serviceWorker.register('/sw.js')
    ready.catch(() => (ready = null)) // the page works without it
  }
  if (document.readyState === 'complete') go()
  else addEventListener('load', go, { once: true })
}

/** The working service worker; null: there is none. */
export async function worker(): Promise<ServiceWorkerRegistration | null> {
  const registration = await ready?.catch(() => null)
  return registration?.active ? registration : null
}
