import type { Counted } from '../words/formats.js';
import type { InAllLanguages } from '../words/language.js';

/** Overview, trends, and the line that says that something new has come. */
export interface OverviewWords {
  readonly title: string;
  readonly trends: string;
  readonly period: string;
  readonly days: Counted;
  readonly today: string;
  readonly allSites: string;
  readonly site: string;
  readonly slides: string;
  readonly positive: string;
  /** "of 120 with a result" */
  readonly ofWithResult: Counted;
  readonly unclear: string;
  readonly noResult: string;
  readonly other: string;
  readonly toReview: string;
  readonly dirtyStain: string;
  readonly devices: string;
  readonly late: string;
  readonly batteryLow: string;
  readonly lateOf: (late: string, all: string) => string;
  readonly bySite: string;
  readonly perDay: string;
  readonly day: string;
  readonly daysAreUtc: string;
  readonly deviceWords: string;
  readonly noSlides: string;
  readonly noSites: string;
  readonly show: string;
  readonly mostInADay: (n: string) => string;
  readonly newSlides: Counted;
  readonly changes: string;
  readonly asOf: (time: string) => string;
  readonly showAll: string;
}

export const overviewWords: InAllLanguages<OverviewWords> = {
  en: {
    title: 'Overview',
    trends: 'Trends',
    period: 'Period',
    days: { one: '{} day', other: '{} days' },
    today: 'Today',
    allSites: 'All sites',
    site: 'Site',
    slides: 'Slides',
    positive: 'Positive',
    ofWithResult: { one: 'of {} slide with a result', other: 'of {} slides with a result' },
    unclear: 'Unclear',
    noResult: 'No result',
    other: 'No parasites seen, negative or without result',
    toReview: 'Waiting for review',
    dirtyStain: 'Dirty stain',
    devices: 'Devices',
    late: 'Late',
    batteryLow: 'Battery low',
    lateOf: (late, all) => `${late} of ${all}`,
    bySite: 'By site',
    perDay: 'Slides per day',
    day: 'Day',
    daysAreUtc: 'Days are UTC.',
    deviceWords: 'As the device says, or the reviewer where one has looked.',
    noSlides: 'No slides in this period.',
    noSites: 'No site has a device yet. An administrator enrols devices.',
    show: 'Show',
    mostInADay: (n) => `most in a day: ${n}`,
    newSlides: { one: '{} new slide', other: '{} new slides' },
    changes: 'Something has changed',
    asOf: (time) => `As of ${time}`,
    showAll: 'Show all',
  },
  fr: {
    title: 'Vue d’ensemble',
    trends: 'Tendances',
    period: 'Période',
    days: { one: '{} jour', other: '{} jours' },
    today: 'Aujourd’hui',
    allSites: 'Tous les sites',
    site: 'Site',
    slides: 'Lames',
    positive: 'Positives',
    ofWithResult: { one: 'sur {} lame avec résultat', other: 'sur {} lames avec résultat' },
    unclear: 'Incertaines',
    noResult: 'Sans résultat',
    other: 'Aucun parasite vu, négatives ou sans résultat',
    toReview: 'À relire',
    dirtyStain: 'Coloration sale',
    devices: 'Appareils',
    late: 'En retard',
    batteryLow: 'Batterie faible',
    lateOf: (late, all) => `${late} sur ${all}`,
    bySite: 'Par site',
    perDay: 'Lames par jour',
    day: 'Jour',
    daysAreUtc: 'Les jours sont en UTC.',
    deviceWords: 'Selon l’appareil, ou selon le relecteur quand la lame est relue.',
    noSlides: 'Aucune lame dans cette période.',
    noSites: 'Aucun site n’a encore d’appareil. Un administrateur enregistre les appareils.',
    show: 'Afficher',
    mostInADay: (n) => `maximum en un jour\u202f: ${n}`,
    newSlides: { one: '{} nouvelle lame', other: '{} nouvelles lames' },
    changes: 'Il y a du nouveau',
    asOf: (time) => `État à ${time}`,
    showAll: 'Tout afficher',
  },
  pt: {
    title: 'Visão geral',
    trends: 'Tendências',
    period: 'Período',
    days: { one: '{} dia', other: '{} dias' },
    today: 'Hoje',
    allSites: 'Todos os locais',
    site: 'Local',
    slides: 'Lâminas',
    positive: 'Positivas',
    ofWithResult: { one: 'de {} lâmina com resultado', other: 'de {} lâminas com resultado' },
    unclear: 'Incertas',
    noResult: 'Sem resultado',
    other: 'Nenhum parasita visto, negativas ou sem resultado',
    toReview: 'Por rever',
    dirtyStain: 'Coloração suja',
    devices: 'Aparelhos',
    late: 'Atrasados',
    batteryLow: 'Bateria fraca',
    lateOf: (late, all) => `${late} de ${all}`,
    bySite: 'Por local',
    perDay: 'Lâminas por dia',
    day: 'Dia',
    daysAreUtc: 'Os dias são em UTC.',
    deviceWords: 'Segundo o aparelho, ou segundo o revisor onde a lâmina foi revista.',
    noSlides: 'Nenhuma lâmina neste período.',
    noSites: 'Nenhum local tem ainda um aparelho. Um administrador regista os aparelhos.',
    show: 'Mostrar',
    mostInADay: (n) => `máximo num dia: ${n}`,
    newSlides: { one: '{} lâmina nova', other: '{} lâminas novas' },
    changes: 'Há novidades',
    asOf: (time) => `Situação às ${time}`,
    showAll: 'Mostrar tudo',
  },
  sw: {
    title: 'Muhtasari',
    trends: 'Mienendo',
    period: 'Kipindi',
    days: { one: 'siku {}', other: 'siku {}' },
    today: 'Leo',
    allSites: 'Vituo vyote',
    site: 'Kituo',
    slides: 'Slaidi',
    positive: 'Vimelea vipo',
    ofWithResult: { one: 'kati ya slaidi {} yenye jibu', other: 'kati ya slaidi {} zenye jibu' },
    unclear: 'Si wazi',
    noResult: 'Hakuna jibu',
    other: 'Havikuonwa, hakuna vimelea, au hakuna jibu',
    toReview: 'Zasubiri uhakiki',
    dirtyStain: 'Rangi chafu',
    devices: 'Vifaa',
    late: 'Vimechelewa',
    batteryLow: 'Betri iko chini',
    lateOf: (late, all) => `${late} kati ya ${all}`,
    bySite: 'Kwa kituo',
    perDay: 'Slaidi kwa siku',
    day: 'Siku',
    daysAreUtc: 'Siku ni za UTC.',
    deviceWords: 'Kama kifaa kinavyosema, au mhakiki pale alipohakiki.',
    noSlides: 'Hakuna slaidi katika kipindi hiki.',
    noSites: 'Hakuna kituo chenye kifaa bado. Msimamizi husajili vifaa.',
    show: 'Onyesha',
    mostInADay: (n) => `nyingi kwa siku: ${n}`,
    newSlides: { one: 'slaidi {} mpya', other: 'slaidi {} mpya' },
    changes: 'Kuna mabadiliko',
    asOf: (time) => `Hali saa ${time}`,
    showAll: 'Onyesha zote',
  },
};
