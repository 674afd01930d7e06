import type { Counted } from '../words/formats.js';
import type { InAllLanguages } from '../words/language.js';

/** The list of devices, and how one device is. */
export interface DevicesWords {
  readonly title: string;
  readonly none: string;
  readonly lastHeard: string;
  readonly never: string;
  readonly late: string;
  readonly revoked: string;
  readonly health: string;
  readonly noHealth: string;
  readonly healthOf: (when: string) => string;
  readonly doing: string;
  /** By what the device calls its state; a newer program may have others. */
  readonly states: Readonly<Record<string, string>>;
  readonly battery: string;
  readonly charging: string;
  readonly minutesLeft: (n: string) => string;
  readonly batteryState: Readonly<Record<'normal' | 'saving' | 'critical' | 'shutdown', string>>;
  readonly waiting: string;
  readonly nothingWaits: string;
  readonly lanes: Readonly<Record<'results' | 'health' | 'thumbnails', string>>;
  readonly lag: string;
  readonly clock: string;
  readonly clockTrust: Readonly<Record<'rtc' | 'network' | 'none', string>>;
  readonly storage: string;
  readonly freeOf: (free: string, all: string) => string;
  readonly faults: string;
  readonly noFaults: string;
  readonly slides: string;
  readonly slidesOf: (positives: string, slides: string) => string;
  readonly model: string;
  readonly gaps: string;
  readonly noGaps: string;
  readonly missing: (lane: string, from: string, to: string) => string;
  readonly dropped: string;
  readonly droppedOf: Counted;
  /** Of records that it has sent, by its own account. */
  readonly refused: Counted;
  readonly quarantined: Counted;
  readonly seeQuarantine: string;
  readonly optics: string;
  readonly opticsHint: string;
  readonly blur: string;
  readonly blurLimit: string;
  readonly level: string;
  readonly levelLimit: string;
  readonly charge: string;
  readonly lagPlot: string;
  readonly hours: (n: string) => string;
  readonly noHistory: string;
  readonly itsSlides: string;
  readonly key: string;
  readonly parts: Readonly<Record<string, string>>;
}

export const devicesWords: InAllLanguages<DevicesWords> = {
  en: {
    title: 'Devices',
    none: 'No device has been enrolled yet.',
    lastHeard: 'Last heard',
    never: 'never heard',
    late: 'Late',
    revoked: 'Revoked',
    health: 'How it is',
    noHealth: 'It has not said how it is yet.',
    healthOf: (when) => `as it said ${when}`,
    doing: 'Doing',
    states: {
      starting: 'starting',
      'self-test': 'testing itself',
      error: 'stopped by a fault',
      ready: 'ready for a slide',
      beginning: 'beginning a slide',
      counting: 'counting a slide',
      finishing: 'finishing a slide',
      result: 'showing a result',
      resting: 'resting',
      off: 'switched off',
      paused: 'paused',
      'powering-off': 'switching off',
      stopping: 'stopping',
    },
    battery: 'Battery',
    charging: 'charging',
    minutesLeft: (n) => `about ${n} h left`,
    batteryState: {
      normal: 'normal',
      saving: 'saving power',
      critical: 'critical',
      shutdown: 'switching off',
    },
    waiting: 'Waits to be sent',
    nothingWaits: 'nothing',
    lanes: { results: 'results', health: 'health', thumbnails: 'pictures' },
    lag: 'On the way',
    clock: 'Clock',
    clockTrust: {
      rtc: 'keeps time by its own battery-backed clock',
      network: 'set by the network',
      none: 'does not know the date: slides carry the time they came in',
    },
    storage: 'Storage',
    freeOf: (free, all) => `${free} free of ${all}`,
    faults: 'Faults',
    noFaults: 'none',
    slides: 'Slides',
    slidesOf: (positives, slides) => `${positives} positive of ${slides}`,
    model: 'Classifier',
    gaps: 'Missing in between',
    noGaps: 'nothing missing',
    missing: (lane, from, to) => `${lane} no. ${from}–${to}`,
    dropped: 'Given up for want of room',
    droppedOf: { one: '{} record', other: '{} records' },
    refused: { one: '{} of its records was refused', other: '{} of its records were refused' },
    quarantined: { one: '{} message in quarantine', other: '{} messages in quarantine' },
    seeQuarantine: 'Look at them',
    optics: 'Focus and light',
    opticsHint:
      'Medians of its slides’ fields. A focus that drifts or a lamp that fades shows here before results suffer.',
    blur: 'Blur, in cell diameters (less is sharper)',
    blurLimit: 'fields are refused above',
    level: 'Brightness, of 255',
    levelLimit: 'fields are refused below',
    charge: 'Battery charge',
    lagPlot: 'Time from record to receipt',
    hours: (n) => `${n} h`,
    noHistory: 'Nothing was heard in these 30 days.',
    itsSlides: 'Its slides',
    key: 'Device id',
    parts: {
      camera: 'camera',
      light: 'light',
      focus: 'focus measure',
      display: 'display',
      button: 'button',
      lamps: 'lamps',
      gauge: 'battery meter',
      clock: 'clock',
      disk: 'storage',
      model: 'count model',
      'golden-slide': 'test slide',
      sending: 'sending',
    },
  },
  fr: {
    title: 'Appareils',
    none: 'Aucun appareil n’est encore enregistré.',
    lastHeard: 'Dernières nouvelles',
    never: 'jamais entendu',
    late: 'En retard',
    revoked: 'Révoqué',
    health: 'Son état',
    noHealth: 'Il n’a pas encore dit son état.',
    healthOf: (when) => `selon lui ${when}`,
    doing: 'Activité',
    states: {
      starting: 'démarrage',
      'self-test': 'auto-test',
      error: 'arrêté par une panne',
      ready: 'prêt pour une lame',
      beginning: 'commence une lame',
      counting: 'compte une lame',
      finishing: 'termine une lame',
      result: 'montre un résultat',
      resting: 'en repos',
      off: 'éteint',
      paused: 'en pause',
      'powering-off': 'arrêt en cours',
      stopping: 's’arrête',
    },
    battery: 'Batterie',
    charging: 'en charge',
    minutesLeft: (n) => `encore ${n} h environ`,
    batteryState: {
      normal: 'normale',
      saving: 'économie d’énergie',
      critical: 'critique',
      shutdown: 'arrêt',
    },
    waiting: 'En attente d’envoi',
    nothingWaits: 'rien',
    lanes: { results: 'résultats', health: 'état', thumbnails: 'images' },
    lag: 'En chemin',
    clock: 'Horloge',
    clockTrust: {
      rtc: 'tenue par sa propre horloge à pile',
      network: 'réglée par le réseau',
      none: 'ne connaît pas la date\u202f: les lames portent l’heure de réception',
    },
    storage: 'Mémoire',
    freeOf: (free, all) => `${free} libres sur ${all}`,
    faults: 'Pannes',
    noFaults: 'aucune',
    slides: 'Lames',
    slidesOf: (positives, slides) => `positives\u202f: ${positives} sur ${slides}`,
    model: 'Classifieur',
    gaps: 'Manquent',
    noGaps: 'rien ne manque',
    missing: (lane, from, to) => `${lane} n° ${from}–${to}`,
    dropped: 'Abandonnés faute de place',
    droppedOf: { one: '{} enregistrement', other: '{} enregistrements' },
    refused: {
      one: '{} de ses enregistrements a été refusé',
      other: '{} de ses enregistrements ont été refusés',
    },
    quarantined: { one: '{} message en quarantaine', other: '{} messages en quarantaine' },
    seeQuarantine: 'Les examiner',
    optics: 'Netteté et lumière',
    opticsHint:
      'Médianes des champs de ses lames. Une mise au point qui dérive ou une lampe qui faiblit se voit ici avant que les résultats n’en souffrent.',
    blur: 'Flou, en diamètres de cellule (moins est plus net)',
    blurLimit: 'champs refusés au-dessus',
    level: 'Clarté, sur 255',
    levelLimit: 'champs refusés au-dessous',
    charge: 'Charge de la batterie',
    lagPlot: 'Délai entre enregistrement et réception',
    hours: (n) => `${n} h`,
    noHistory: 'Rien n’a été entendu ces 30 jours.',
    itsSlides: 'Ses lames',
    key: 'Identifiant',
    parts: {
      camera: 'caméra',
      light: 'lumière',
      focus: 'netteté',
      display: 'écran',
      button: 'bouton',
      lamps: 'voyants',
      gauge: 'jauge de batterie',
      clock: 'horloge',
      disk: 'disque',
      model: 'modèle',
      'golden-slide': 'lame témoin',
      sending: 'envoi',
    },
  },
  pt: {
    title: 'Aparelhos',
    none: 'Ainda não há aparelhos registados.',
    lastHeard: 'Últimas notícias',
    never: 'nunca ouvido',
    late: 'Atrasado',
    revoked: 'Revogado',
    health: 'Como está',
    noHealth: 'Ainda não disse como está.',
    healthOf: (when) => `segundo ele ${when}`,
    doing: 'Atividade',
    states: {
      starting: 'a iniciar',
      'self-test': 'autoteste',
      error: 'parado por uma avaria',
      ready: 'pronto para uma lâmina',
      beginning: 'a começar uma lâmina',
      counting: 'a contar uma lâmina',
      finishing: 'a terminar uma lâmina',
      result: 'a mostrar um resultado',
      resting: 'em repouso',
      off: 'desligado',
      paused: 'em pausa',
      'powering-off': 'a desligar',
      stopping: 'a parar',
    },
    battery: 'Bateria',
    charging: 'a carregar',
    minutesLeft: (n) => `cerca de ${n} h restantes`,
    batteryState: { normal: 'normal', saving: 'a poupar', critical: 'crítica', shutdown: 'a desligar' },
    waiting: 'À espera de envio',
    nothingWaits: 'nada',
    lanes: { results: 'resultados', health: 'estado', thumbnails: 'imagens' },
    lag: 'A caminho',
    clock: 'Relógio',
    clockTrust: {
      rtc: 'mantido pelo seu próprio relógio com pilha',
      network: 'acertado pela rede',
      none: 'não sabe a data: as lâminas têm a hora de receção',
    },
    storage: 'Memória',
    freeOf: (free, all) => `${free} livres de ${all}`,
    faults: 'Avarias',
    noFaults: 'nenhuma',
    slides: 'Lâminas',
    slidesOf: (positives, slides) => `positivas: ${positives} de ${slides}`,
    model: 'Classificador',
    gaps: 'Em falta',
    noGaps: 'nada em falta',
    missing: (lane, from, to) => `${lane} n.º ${from}–${to}`,
    dropped: 'Abandonados por falta de espaço',
    droppedOf: { one: '{} registo', other: '{} registos' },
    refused: { one: '{} dos seus registos foi recusado', other: '{} dos seus registos foram recusados' },
    quarantined: { one: '{} mensagem em quarentena', other: '{} mensagens em quarentena' },
    seeQuarantine: 'Vê-las',
    optics: 'Foco e luz',
    opticsHint:
      'Medianas dos campos das suas lâminas. Um foco que se desvia ou uma lâmpada que enfraquece vê-se aqui antes de os resultados sofrerem.',
    blur: 'Desfoque, em diâmetros de célula (menos é mais nítido)',
    blurLimit: 'campos recusados acima',
    level: 'Brilho, de 255',
    levelLimit: 'campos recusados abaixo',
    charge: 'Carga da bateria',
    lagPlot: 'Tempo do registo à receção',
    hours: (n) => `${n} h`,
    noHistory: 'Nada se ouviu nestes 30 dias.',
    itsSlides: 'As suas lâminas',
    key: 'Identificador',
    parts: {
      camera: 'câmara',
      light: 'luz',
      focus: 'nitidez',
      display: 'ecrã',
      button: 'botão',
      lamps: 'luzes',
      gauge: 'medidor da bateria',
      clock: 'relógio',
      disk: 'disco',
      model: 'modelo',
      'golden-slide': 'lâmina de teste',
      sending: 'envio',
    },
  },
  sw: {
    title: 'Vifaa',
    none: 'Hakuna kifaa kilichosajiliwa bado.',
    lastHeard: 'Kilisikika mwisho',
    never: 'hakijawahi kusikika',
    late: 'Kimechelewa',
    revoked: 'Kimefutwa',
    health: 'Hali yake',
    noHealth: 'Bado hakijasema hali yake.',
    healthOf: (when) => `kilivyosema ${when}`,
    doing: 'Kinafanya',
    states: {
      starting: 'kinaanza',
      'self-test': 'kinajipima',
      error: 'kimesimamishwa na hitilafu',
      ready: 'tayari kwa slaidi',
      beginning: 'kinaanza slaidi',
      counting: 'kinahesabu slaidi',
      finishing: 'kinamaliza slaidi',
      result: 'kinaonyesha jibu',
      resting: 'kimepumzika',
      off: 'kimezimwa',
      paused: 'kimesitishwa',
      'powering-off': 'kinazimika',
      stopping: 'kinasimama',
    },
    battery: 'Betri',
    charging: 'inachaji',
    minutesLeft: (n) => `takriban saa ${n} zabaki`,
    batteryState: { normal: 'kawaida', saving: 'inaokoa nguvu', critical: 'hatarini', shutdown: 'inazimika' },
    waiting: 'Zasubiri kutumwa',
    nothingWaits: 'hakuna',
    lanes: { results: 'majibu', health: 'hali', thumbnails: 'picha' },
    lag: 'Njiani',
    clock: 'Saa',
    clockTrust: {
      rtc: 'hutunzwa na saa yake yenye betri',
      network: 'imewekwa na mtandao',
      none: 'hakijui tarehe: slaidi zina wakati zilipopokelewa',
    },
    storage: 'Hifadhi',
    freeOf: (free, all) => `${free} wazi kati ya ${all}`,
    faults: 'Hitilafu',
    noFaults: 'hakuna',
    slides: 'Slaidi',
    slidesOf: (positives, slides) => `zenye vimelea ${positives} kati ya ${slides}`,
    model: 'Modeli',
    gaps: 'Zinazokosekana',
    noGaps: 'hakuna inayokosekana',
    missing: (lane, from, to) => `${lane} na. ${from}–${to}`,
    dropped: 'Zilizoachwa kwa kukosa nafasi',
    droppedOf: { one: 'kumbukumbu {}', other: 'kumbukumbu {}' },
    refused: { one: 'kumbukumbu yake {} ilikataliwa', other: 'kumbukumbu zake {} zilikataliwa' },
    quarantined: { one: 'ujumbe {} karantini', other: 'ujumbe {} karantini' },
    seeQuarantine: 'Uangalie',
    optics: 'Fokasi na mwanga',
    opticsHint:
      'Wastani wa kati wa maeneo ya slaidi zake. Fokasi inayohama au taa inayofifia huonekana hapa kabla majibu hayajaharibika.',
    blur: 'Ukungu, kwa vipenyo vya seli (kidogo ni bora)',
    blurLimit: 'maeneo hukataliwa juu ya',
    level: 'Mwangaza, kati ya 255',
    levelLimit: 'maeneo hukataliwa chini ya',
    charge: 'Chaji ya betri',
    lagPlot: 'Muda tangu kumbukumbu hadi kupokelewa',
    hours: (n) => `saa ${n}`,
    noHistory: 'Hakuna kilichosikika siku hizi 30.',
    itsSlides: 'Slaidi zake',
    key: 'Kitambulisho',
    parts: {
      camera: 'kamera',
      light: 'mwanga',
      focus: 'fokasi',
      display: 'skrini',
      button: 'kitufe',
      lamps: 'taa',
      gauge: 'kipima betri',
      clock: 'saa',
      disk: 'hifadhi',
      model: 'modeli',
      'golden-slide': 'slaidi mfano',
      sending: 'utumaji',
    },
  },
};
