import type { InAllLanguages } from './language.js';

/** Administration of the devices that were let in. */
export interface EnrolledWords {
  readonly devices: string;
  readonly device: string;
  readonly site: string;
  readonly id: string;
  readonly since: string;
  readonly by: string;
  readonly state: string;
  readonly active: string;
  readonly revoked: (date: string) => string;
  readonly none: string;
  readonly howTo: string;
  readonly howToWords: string;
  readonly revoke: string;
  readonly revokeOf: (name: string) => string;
  readonly revokeWhy: string;
  readonly cancel: string;
  readonly done: string;
}

export const enrolledWords: InAllLanguages<EnrolledWords> = {
  en: {
    devices: 'Enrolled devices',
    device: 'Device',
    site: 'Site',
    id: 'Identity',
    since: 'Enrolled',
    by: 'By',
    state: 'State',
    active: 'Active',
    revoked: (date) => `Revoked ${date}`,
    none: 'No device has been enrolled yet.',
    howTo: 'Enrolling a device',
    howToWords:
      'On the device, make a request with the first command; bring the file here and sign it with the second on the supervisor’s computer. The handbook says each step: docs/supervisor.md.',
    revoke: 'Revoke',
    revokeOf: (name) => `Revoke ${name}?`,
    revokeWhy:
      'Nothing it sends from now on is taken; what came before stays. This cannot be undone: to be used again, the device must be enrolled anew with a new key.',
    cancel: 'Cancel',
    done: 'Revoked. Nothing more is taken from this device.',
  },
  fr: {
    devices: 'Appareils enregistrés',
    device: 'Appareil',
    site: 'Site',
    id: 'Identité',
    since: 'Enregistré le',
    by: 'Par',
    state: 'État',
    active: 'Actif',
    revoked: (date) => `Révoqué le ${date}`,
    none: 'Aucun appareil n’est encore enregistré.',
    howTo: 'Enregistrer un appareil',
    howToWords:
      'Sur l’appareil, créez une demande avec la première commande ; apportez le fichier ici et signez-le avec la seconde sur l’ordinateur du superviseur. Le manuel décrit chaque étape : docs/supervisor.md.',
    revoke: 'Révoquer',
    revokeOf: (name) => `Révoquer ${name} ?`,
    revokeWhy:
      'Rien de ce qu’il enverra désormais ne sera accepté ; ce qui est déjà arrivé reste. C’est définitif : pour resservir, l’appareil devra être enregistré de nouveau avec une nouvelle clé.',
    cancel: 'Annuler',
    done: 'Révoqué. Plus rien n’est accepté de cet appareil.',
  },
  pt: {
    devices: 'Aparelhos registados',
    device: 'Aparelho',
    site: 'Local',
    id: 'Identidade',
    since: 'Registado em',
    by: 'Por',
    state: 'Estado',
    active: 'Activo',
    revoked: (date) => `Revogado em ${date}`,
    none: 'Ainda não há aparelhos registados.',
    howTo: 'Registar um aparelho',
    howToWords:
      'No aparelho, crie um pedido com o primeiro comando; traga o ficheiro e assine-o com o segundo no computador do supervisor. O manual descreve cada passo: docs/supervisor.md.',
    revoke: 'Revogar',
    revokeOf: (name) => `Revogar ${name}?`,
    revokeWhy:
      'Nada do que enviar a partir de agora será aceite; o que já chegou permanece. Não pode ser desfeito: para voltar a ser usado, o aparelho tem de ser registado de novo com uma nova chave.',
    cancel: 'Cancelar',
    done: 'Revogado. Nada mais é aceite deste aparelho.',
  },
  sw: {
    devices: 'Vifaa vilivyosajiliwa',
    device: 'Kifaa',
    site: 'Kituo',
    id: 'Utambulisho',
    since: 'Kilisajiliwa',
    by: 'Na',
    state: 'Hali',
    active: 'Kinatumika',
    revoked: (date) => `Kimefutiwa usajili ${date}`,
    none: 'Bado hakuna kifaa kilichosajiliwa.',
    howTo: 'Kusajili kifaa',
    howToWords:
      'Kwenye kifaa, tengeneza ombi kwa amri ya kwanza; leta faili hapa, kisha uitie saini kwa amri ya pili kwenye kompyuta ya msimamizi. Hatua zote zimeelezwa katika mwongozo: docs/supervisor.md.',
    revoke: 'Futa usajili',
    revokeOf: (name) => `Ufute usajili wa ${name}?`,
    revokeWhy:
      'Chochote kitakachotumwa na kifaa hiki kuanzia sasa hakitapokelewa; kilichofika awali kinabaki. Hatua hii haiwezi kutenguliwa: ili kitumike tena, lazima kisajiliwe upya kwa ufunguo mpya.',
    cancel: 'Ghairi',
    done: 'Usajili umefutwa. Hakuna kitakachopokelewa tena kutoka kwenye kifaa hiki.',
  },
};
