import { later, type View } from '../../app/views.ts'

const Account = later(() => import('./settings/Account.tsx'))

/** Signing in and up, one's own account. */
export const accountViews: View[] = [
  { path: '/account/sign-in', component: later(() => import('./signing/SignIn.tsx')) },
  { path: '/account/provider', component: later(() => import('./signing/Providers.tsx')) },
  { path: '/account/register', component: later(() => import('./signing/Register.tsx')) },
  { path: '/account/verify', component: later(() => import('./signing/Verify.tsx')) },
  { path: '/account/forgot-password', component: later(() => import('./signing/ForgotPassword.tsx')) },
  { path: '/account/reset-password', component: later(() => import('./signing/ResetPassword.tsx')) },
  { path: '/account/confirm-email', component: later(() => import('./signing/ConfirmEmail.tsx')) },
  { path: '/account', component: Account },
  { path: '/account/*', component: Account },
]
