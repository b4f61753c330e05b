import { inLanguages } from '../../parts/language.ts'

/** What the platform's mails are about, by their templates. */
const templates = inLanguages({
  en: {
    verify: 'link of a registration',
    'already-registered': 'there is an account already',
    'reset-password': 'link for a new password',
    'password-changed': 'the password was changed',
    'new-sign-in': 'signed in from a new network',
    'confirm-e-mail-change': 'link for another e-mail address',
    'e-mail-changed': 'the e-mail address was changed',
    'refresh-token-replayed': 'a session ended because it was used twice',
    'second-factor-on': 'the second factor is on',
    'second-factor-off': 'the second factor is off',
    'recovery-codes-replaced': 'new recovery codes were made',
    'recovery-code-used': 'a recovery code was used',
    'api-key-created': 'an API key was made',
    'identity-linked': 'the account was linked with a provider',
    'team-invitation': 'invitation into a team',
    'registration-approved': 'registration approved',
    'registration-rejected': 'registration rejected',
  } as Record<string, string>,
  de: {
    verify: 'Link einer Registrierung',
    'already-registered': 'es gibt schon ein Konto',
    'reset-password': 'Link für ein neues Passwort',
    'password-changed': 'das Passwort wurde geändert',
    'new-sign-in': 'Anmeldung aus einem neuen Netz',
    'confirm-e-mail-change': 'Link für eine andere E-Mail-Adresse',
    'e-mail-changed': 'die E-Mail-Adresse wurde geändert',
    'refresh-token-replayed': 'eine Sitzung endete, weil sie doppelt benutzt wurde',
    'second-factor-on': 'der zweite Faktor ist an',
    'second-factor-off': 'der zweite Faktor ist aus',
    'recovery-codes-replaced': 'neue Wiederherstellungscodes wurden gemacht',
    'recovery-code-used': 'ein Wiederherstellungscode wurde benutzt',
    'api-key-created': 'ein API-Schlüssel wurde gemacht',
    'identity-linked': 'das Konto wurde mit einem Anbieter verknüpft',
    'team-invitation': 'Einladung in ein Team',
    'registration-approved': 'Anmeldung angenommen',
    'registration-rejected': 'Anmeldung abgelehnt',
  },
})

export function mailWords(template: string): string {
  return templates()[template] ?? template
}
