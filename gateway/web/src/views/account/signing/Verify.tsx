import { useEffect, useRef, useState } from 'preact/hooks'
import { ApiError, call } from '../../../api/client.ts'
import { usePageTitle } from '../../../parts/title.ts'
import { useToken } from './token.ts'
import { words } from './words.ts'
import './signing.css'

/** The link in the mail of a registration. */
export default function Verify() {
  const token = useToken()
  const [state, setState] = useState<'busy' | 'done' | 'failed'>('busy')
  const [fault, setFault] = useState('')
  const begun = useRef(false)
  usePageTitle(words().register)
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void (async () => {
      try {
        if (!token) throw new ApiError('none', words().linkMissing, 0)
        await call('GET /auth/verify/{token}', { path: { token } })
        setState('done')
      } catch (error) {
        setFault(error instanceof Error ? error.message : String(error))
        setState('failed')
      }
    })()
  }, [])
  return (
    <main class="signing" aria-live="polite">
      <h1>{{ busy: words().verifying, done: words().accountReady, failed: words().linkNotGood }[state]}</h1>
      {state === 'done' && (
        <>
          <p>{words().accountReadySignIn}</p>
          <a class="button primary" href="/account/sign-in">
            {words().signIn}
          </a>
        </>
      )}
      {state === 'failed' && (
        <>
          <p role="alert">{fault}</p>
          <a class="button" href="/account/register">
            {words().register}
          </a>
        </>
      )}
    </main>
  )
}
