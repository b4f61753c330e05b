// Where one goes after signing in: never to another origin, whatever the address says.

/** The address within this page that `to` means; without a good one, the start. */
export function within(to: string | null | undefined, origin: string = location.origin): string {
  if (!to) return '/'
  try {
    const { origin: meant, pathname, search, hash } = new URL(to, origin)
    if (meant !== origin || pathname.startsWith('//')) return '/'
    // not to a page of signing in again
    return /^\/account\/(sign-in|provider|register|verify)\b/.test(pathname) ? '/' : pathname + search + hash
  } catch {
    return '/'
  }
}
