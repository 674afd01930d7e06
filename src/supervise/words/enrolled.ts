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
      'Three steps, with a USB stick or any other way to carry a file: the device writes a request, it is approved where the authority is kept, and the device takes the answer. Compare the identity shown on both sides. The handbook describes every step (docs/enrolment.md).',
    revoke: 'Revoke',
    revokeOf: (name) => `Revoke ${name}?`,
    revokeWhy:
      'Nothing it sends from now on is taken in; what came before stays. If it was lost or stolen, also run the command below where the authority is kept, so that the broker turns it away.',
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
      'Trois étapes, avec une clé USB ou tout autre moyen de porter un fichier\u202f: l’appareil écrit une demande, elle est approuvée là où se trouve l’autorité, et l’appareil reçoit la réponse. Comparez l’identité affichée des deux côtés. Le manuel décrit chaque étape (docs/enrolment.md).',
    revoke: 'Révoquer',
    revokeOf: (name) => `Révoquer ${name}\u202f?`,
    revokeWhy:
      'Rien de ce qu’il enverra désormais ne sera accepté\u202f; ce qui est déjà arrivé reste. S’il a été perdu ou volé, lancez aussi la commande ci-dessous là où se trouve l’autorité, pour que le serveur de messages le refuse.',
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
      'Três passos, com uma pen USB ou outro modo de levar um ficheiro: o aparelho escreve um pedido, este é aprovado onde está a autoridade, e o aparelho recebe a resposta. Compare a identidade mostrada dos dois lados. O manual descreve cada passo (docs/enrolment.md).',
    revoke: 'Revogar',
    revokeOf: (name) => `Revogar ${name}?`,
    revokeWhy:
      'Nada do que enviar a partir de agora será aceite; o que já chegou permanece. Se foi perdido ou roubado, execute também o comando abaixo onde está a autoridade, para que o servidor de mensagens o recuse.',
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
      'Hatua tatu, kwa kadi ya USB au njia nyingine ya kubeba faili: kifaa kinaandika ombi, linaidhinishwa mahali mamlaka ya vyeti ilipo, kisha kifaa kinapokea jibu. Linganisha utambulisho unaoonyeshwa pande zote mbili. Mwongozo unaeleza kila hatua (docs/enrolment.md).',
    revoke: 'Futa usajili',
    revokeOf: (name) => `Ufute usajili wa ${name}?`,
    revokeWhy:
      'Chochote kitakachotumwa na kifaa hiki kuanzia sasa hakitapokelewa; kilichofika awali kinabaki. Ikiwa kimepotea au kimeibwa, endesha pia amri iliyo hapa chini mahali mamlaka ya vyeti ilipo, ili seva ya ujumbe ikikatae.',
    cancel: 'Ghairi',
    done: 'Usajili umefutwa. Hakuna kitakachopokelewa tena kutoka kwenye kifaa hiki.',
  },
};
