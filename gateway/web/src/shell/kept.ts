// Which requests the service worker answers. Everything else goes to the platform as if there were no worker.

/** First parts of addresses that are no page: `gateway/edge/page.py` has the others. */
const NO_VIEW = ['api', 'socket.io', 'healthz', 'readyz', 'metrics']

export function isOurs(url: URL, origin: string): boolean {
  return url.origin === origin && !NO_VIEW.includes(url.pathname.split('/')[1]!)
}

/** A built file, whose name changes with its content. */
export function isAsset(url: URL): boolean {
  return /^\/assets\/[^/]+$/.test(url.pathname)
}

/** An address of the page's router, not a file. */
export function isView(url: URL): boolean {
  return !isAsset(url) && !/\.\w+$/.test(url.pathname.split('/').at(-1)!)
}
