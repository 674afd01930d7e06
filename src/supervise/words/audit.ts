import type { InAllLanguages } from './language.js';

/** What is written into the audit log, by the registry or by the pages; others are shown as they are. */
export const AUDITED = [
  'login',
  'login-failed',
  'logout',
  'logout-everywhere',
  'password-changed',
  'put-user',
  'enrol',
  'revoke',
  'link-device',
  'settle-quarantine',
  'retake-refused',
  'review-cell',
  'review-slide',
  'patient-facts',
  'draw-sample',
  'export',
] as const;
export type Audited = (typeof AUDITED)[number];

export interface AuditWords {
  readonly audit: string;
  readonly when: string;
  readonly who: string;
  readonly what: string;
  readonly on: string;
  readonly detail: string;
  readonly any: string;
  readonly show: string;
  readonly none: string;
  /** The search stopped before it reached the beginning. */
  readonly searched: (date: string) => string;
  readonly actions: Readonly<Record<Audited, string>>;
}

export const auditWords: InAllLanguages<AuditWords> = {
  en: {
    audit: 'Audit log',
    when: 'When',
    who: 'Who',
    what: 'What',
    on: 'On',
    detail: 'Details',
    any: 'Anything',
    show: 'Show',
    none: 'No entries.',
    searched: (date) => `Searched back to ${date}.`,
    actions: {
      login: 'Signed in',
      'login-failed': 'Sign-in failed',
      logout: 'Signed out',
      'logout-everywhere': 'Signed out everywhere',
      'password-changed': 'Password changed',
      'put-user': 'User saved',
      enrol: 'Device enrolled',
      revoke: 'Device revoked',
      'link-device': 'Two identities linked as one device',
      'settle-quarantine': 'Quarantine settled',
      'retake-refused': 'Refused again',
      'review-cell': 'Cell reviewed',
      'review-slide': 'Slide reviewed',
      'patient-facts': 'Age and sex set',
      'draw-sample': 'Sample drawn',
      export: 'Exported',
    },
  },
  fr: {
    audit: 'Journal d’audit',
    when: 'Quand',
    who: 'Qui',
    what: 'Action',
    on: 'Objet',
    detail: 'Détails',
    any: 'Toutes',
    show: 'Afficher',
    none: 'Aucune entrée.',
    searched: (date) => `Recherche remontée jusqu’au ${date}.`,
    actions: {
      login: 'Connexion',
      'login-failed': 'Connexion refusée',
      logout: 'Déconnexion',
      'logout-everywhere': 'Déconnexion partout',
      'password-changed': 'Mot de passe changé',
      'put-user': 'Utilisateur enregistré',
      enrol: 'Appareil enregistré',
      revoke: 'Appareil révoqué',
      'link-device': 'Deux identités liées comme un seul appareil',
      'settle-quarantine': 'Quarantaine réglée',
      'retake-refused': 'Refusé de nouveau',
      'review-cell': 'Cellule relue',
      'review-slide': 'Lame relue',
      'patient-facts': 'Âge et sexe saisis',
      'draw-sample': 'Échantillon tiré',
      export: 'Exportation',
    },
  },
  pt: {
    audit: 'Registo de auditoria',
    when: 'Quando',
    who: 'Quem',
    what: 'Acção',
    on: 'Objecto',
    detail: 'Pormenores',
    any: 'Todas',
    show: 'Mostrar',
    none: 'Sem entradas.',
    searched: (date) => `Pesquisado até ${date}.`,
    actions: {
      login: 'Entrada',
      'login-failed': 'Entrada recusada',
      logout: 'Saída',
      'logout-everywhere': 'Saída em todo o lado',
      'password-changed': 'Palavra-passe mudada',
      'put-user': 'Utilizador guardado',
      enrol: 'Aparelho registado',
      revoke: 'Aparelho revogado',
      'link-device': 'Duas identidades ligadas como um só aparelho',
      'settle-quarantine': 'Quarentena resolvida',
      'retake-refused': 'Recusado de novo',
      'review-cell': 'Célula revista',
      'review-slide': 'Lâmina revista',
      'patient-facts': 'Idade e sexo indicados',
      'draw-sample': 'Amostra tirada',
      export: 'Exportação',
    },
  },
  sw: {
    audit: 'Kumbukumbu za matukio',
    when: 'Lini',
    who: 'Nani',
    what: 'Tukio',
    on: 'Kuhusu',
    detail: 'Maelezo',
    any: 'Yote',
    show: 'Onyesha',
    none: 'Hakuna tukio.',
    searched: (date) => `Imetafutwa kurudi hadi ${date}.`,
    actions: {
      login: 'Kuingia',
      'login-failed': 'Kuingia kumekataliwa',
      logout: 'Kutoka',
      'logout-everywhere': 'Kutoka kwenye vifaa vyote',
      'password-changed': 'Nenosiri limebadilishwa',
      'put-user': 'Mtumiaji amehifadhiwa',
      enrol: 'Kifaa kimesajiliwa',
      revoke: 'Usajili wa kifaa umefutwa',
      'link-device': 'Utambulisho mbili zimeunganishwa kuwa kifaa kimoja',
      'settle-quarantine': 'Karantini imeshughulikiwa',
      'retake-refused': 'Umekataliwa tena',
      'review-cell': 'Seli imehakikiwa',
      'review-slide': 'Slaidi imehakikiwa',
      'patient-facts': 'Umri na jinsia vimewekwa',
      'draw-sample': 'Sampuli imechaguliwa',
      export: 'Data zimehamishwa',
    },
  },
};
