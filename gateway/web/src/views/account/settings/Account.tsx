// One's own account: its sections, each with an address of its own.
import { Route, Router, useLocation } from 'preact-iso'
import { user } from '../../../api/session.ts'
import { AskingButton } from '../../../parts/Dialog.tsx'
import { signInAddress } from '../../../parts/States.tsx'
import { attempt } from '../../../parts/toasts.tsx'
import { words as common } from '../../../parts/words.ts'
import { signOut, signOutEverywhere } from '../sign-out.ts'
import { ApiKeys } from './ApiKeys.tsx'
import { OwnData } from './OwnData.tsx'
import { OwnMails } from './OwnMails.tsx'
import { OwnProfile } from './OwnProfile.tsx'
import { OwnPrivacy } from './OwnPrivacy.tsx'
import { Security } from './Security.tsx'
import { Sessions } from './Sessions.tsx'
import { words } from './words.ts'
import './settings.css'

const SECTIONS = [
  ['', 'profile', OwnProfile],
  ['/privacy', 'privacy', OwnPrivacy],
  ['/security', 'security', Security],
  ['/sessions', 'sessions', Sessions],
  ['/keys', 'keys', ApiKeys],
  ['/mails', 'mails', OwnMails],
  ['/data', 'data', OwnData],
] as const

export default function Account() {
  const account = user.value
  if (!account) return <SignInFirst />
  return (
    <main class="account">
      <h1>{words().account}</h1>
      <Sections id={account.id} />
      <div class="settings" key={account.id}>
        <Router>
          {SECTIONS.map(([path, name, component]) => (
            <Route key={name} path={path || '/'} component={component} />
          ))}
          <Route default component={OwnProfile} />
        </Router>
      </div>
    </main>
  )
}

function Sections({ id }: { id: string }) {
  const { path, route } = useLocation()
  const here = (to: string) => (path.replace(/\/$/, '') === to ? 'page' : undefined)
  return (
    <nav class="side-nav" aria-label={words().account}>
      {SECTIONS.map(([below, name]) => (
        <a key={name} href={`/account${below}`} aria-current={here(`/account${below}`)}>
          {words().sections[name]}
        </a>
      ))}
      <a href={`/users/${id}`}>{words().publicProfile}</a>
      <div class="acts">
        <button type="button" onClick={() => void attempt(signOut).then((worked) => worked && route('/'))}>
          {words().signOut}
        </button>
        <AskingButton label={words().signOutAll} question={words().signOutAllQuestion} act={() => signOutEverywhere().then(() => route('/'))} />
      </div>
    </nav>
  )
}

function SignInFirst() {
  return (
    <main>
      <h1>{words().account}</h1>
      <div class="problem-note">
        <p>{common().signInFirst}</p>
        <a class="button primary" href={signInAddress()}>
          {common().signIn}
        </a>
      </div>
    </main>
  )
}
