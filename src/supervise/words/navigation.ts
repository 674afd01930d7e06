import type { InAllLanguages } from './language.js';

/** The frame around every page: where one can go, and what is said on all of them. */
export interface NavigationWords {
  readonly overview: string;
  readonly slides: string;
  readonly review: string;
  readonly trends: string;
  readonly devices: string;
  readonly alerts: string;
  readonly samples: string;
  readonly export: string;
  readonly more: string;
  readonly administration: string;
  readonly users: string;
  readonly audit: string;
  readonly quarantine: string;
  readonly enrolled: string;
  readonly account: string;
  readonly signIn: string;
  readonly signOut: string;
  readonly skip: string;
  readonly menu: string;
  /** Above the list of where else to go: "Main pages". */
  readonly pages: string;
  readonly aid: string;
  readonly timesIn: (zone: string) => string;
  /** The collector of this server has no connection to the broker. */
  readonly noBroker: (since: string) => string;
  readonly signedInAs: (name: string) => string;
  readonly roles: Readonly<Record<'viewer' | 'reviewer' | 'admin', string>>;
  readonly newer: string;
  readonly older: string;
  readonly nothing: string;
  readonly back: string;
}

export const navigationWords: InAllLanguages<NavigationWords> = {
  en: {
    overview: 'Overview',
    slides: 'Slides',
    review: 'Review',
    trends: 'Trends',
    devices: 'Devices',
    alerts: 'Alerts',
    samples: 'Blinded re-reading',
    export: 'Export',
    more: 'More',
    administration: 'Administration',
    users: 'Users',
    audit: 'Audit log',
    quarantine: 'Quarantine',
    enrolled: 'Enrolled devices',
    account: 'My account',
    signIn: 'Sign in',
    signOut: 'Sign out',
    skip: 'Skip to content',
    menu: 'Menu',
    pages: 'Pages',
    aid: 'Screening aid: a microscopist confirms every result.',
    timesIn: (zone) => `Times: ${zone}`,
    noBroker: (since) =>
      `No connection to the message broker since ${since}: nothing new arrives here. Devices keep their results and send them later.`,
    signedInAs: (name) => `Signed in as ${name}`,
    roles: { viewer: 'Viewer', reviewer: 'Reviewer', admin: 'Administrator' },
    newer: 'Newer',
    older: 'Older',
    nothing: 'Nothing here.',
    back: 'Back',
  },
  fr: {
    overview: 'Accueil',
    slides: 'Lames',
    review: 'Relecture',
    trends: 'Tendances',
    devices: 'Appareils',
    alerts: 'Alertes',
    samples: 'Relecture en aveugle',
    export: 'Exporter',
    more: 'Plus',
    administration: 'Administration',
    users: 'Utilisateurs',
    audit: 'Journal d’audit',
    quarantine: 'Quarantaine',
    enrolled: 'Appareils enregistrés',
    account: 'Mon compte',
    signIn: 'Se connecter',
    signOut: 'Se déconnecter',
    skip: 'Aller au contenu',
    menu: 'Menu',
    pages: 'Pages',
    aid: 'Aide au dépistage\u202f: un microscopiste confirme chaque résultat.',
    timesIn: (zone) => `Heures\u202f: ${zone}`,
    noBroker: (since) =>
      `Pas de connexion au serveur de messages depuis le ${since}\u202f: rien de nouveau n’arrive ici. Les appareils gardent leurs résultats et les enverront plus tard.`,
    signedInAs: (name) => `Connecté\u202f: ${name}`,
    roles: { viewer: 'Lecteur', reviewer: 'Relecteur', admin: 'Administrateur' },
    newer: 'Plus récents',
    older: 'Plus anciens',
    nothing: 'Rien à afficher.',
    back: 'Retour',
  },
  pt: {
    overview: 'Resumo',
    slides: 'Lâminas',
    review: 'Revisão',
    trends: 'Tendências',
    devices: 'Aparelhos',
    alerts: 'Alertas',
    samples: 'Releitura cega',
    export: 'Exportar',
    more: 'Mais',
    administration: 'Administração',
    users: 'Utilizadores',
    audit: 'Registo de auditoria',
    quarantine: 'Quarentena',
    enrolled: 'Aparelhos registados',
    account: 'A minha conta',
    signIn: 'Entrar',
    signOut: 'Sair',
    skip: 'Ir para o conteúdo',
    menu: 'Menu',
    pages: 'Páginas',
    aid: 'Ajuda à triagem: um microscopista confirma cada resultado.',
    timesIn: (zone) => `Horas: ${zone}`,
    noBroker: (since) =>
      `Sem ligação ao servidor de mensagens desde ${since}: nada de novo chega aqui. Os aparelhos guardam os resultados e enviam-nos mais tarde.`,
    signedInAs: (name) => `Sessão de ${name}`,
    roles: { viewer: 'Leitor', reviewer: 'Revisor', admin: 'Administrador' },
    newer: 'Mais recentes',
    older: 'Mais antigos',
    nothing: 'Nada a mostrar.',
    back: 'Voltar',
  },
  sw: {
    overview: 'Muhtasari',
    slides: 'Slaidi',
    review: 'Uhakiki',
    trends: 'Mienendo',
    devices: 'Vifaa',
    alerts: 'Tahadhari',
    samples: 'Usomaji upya wa siri',
    export: 'Hamisha data',
    more: 'Zaidi',
    administration: 'Usimamizi',
    users: 'Watumiaji',
    audit: 'Kumbukumbu za matukio',
    quarantine: 'Karantini',
    enrolled: 'Vifaa vilivyosajiliwa',
    account: 'Akaunti yangu',
    signIn: 'Ingia',
    signOut: 'Toka',
    skip: 'Nenda kwenye maudhui',
    menu: 'Menyu',
    pages: 'Kurasa',
    aid: 'Msaada wa uchunguzi: mtaalamu wa hadubini huthibitisha kila jibu.',
    timesIn: (zone) => `Saa: ${zone}`,
    noBroker: (since) =>
      `Hakuna muunganisho na seva ya ujumbe tangu ${since}: hakuna kipya kinachofika hapa. Vifaa vinatunza majibu na vitayatuma baadaye.`,
    signedInAs: (name) => `Umeingia kama ${name}`,
    roles: { viewer: 'Msomaji', reviewer: 'Mhakiki', admin: 'Msimamizi' },
    newer: 'Mpya zaidi',
    older: 'Za zamani',
    nothing: 'Hakuna cha kuonyesha.',
    back: 'Rudi',
  },
};
