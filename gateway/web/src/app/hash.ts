// Links of mails: their secrets stand behind `#`, which no server and no log ever sees.

const PAGES: Record<string, string> = {
  verify: '/account/verify',
  'forgot-password': '/account/forgot-password',
  'reset-password': '/account/reset-password',
  'confirm-email': '/account/confirm-email',
  'teams/join': '/teams/join',
}

/** The page that a link of a mail means; null: it is a place within the page. */
export function fromHash(hash: string): string | null {
  const [, kind, secret] = /^#\/(teams\/join|[a-z-]+)(?:\/([\w.~-]+))?$/.exec(hash) ?? []
  const page = kind && PAGES[kind]
  return page ? `${page}${secret ? `#${secret}` : ''}` : null
}

/** Where a login goes on that a provider has sent back to `/?sign-in={provider}&code=…&state=…`; null: none has. */
export function fromProvider(search: string): string | null {
  const given = new URLSearchParams(search)
  return given.has('sign-in') ? `/account/provider?${given.toString()}` : null
}
