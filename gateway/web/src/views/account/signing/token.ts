import { useState } from 'preact/hooks'

/** The secret of a mailed link, which stands behind `#`; taken out of the address, so that no screen and no history keeps it. */
export function useToken(): string {
  const [token] = useState(() => {
    const found = location.hash.slice(1)
    if (found) history.replaceState(history.state, '', location.pathname + location.search)
    return found
  })
  return token
}
