import type { AlertKind } from '../../registry/reading.js';
import type { InAllLanguages } from '../words/language.js';

interface AlertWords {
  /** What is so. */
  readonly what: string;
  /** What to do about it. */
  readonly todo: string;
}

/** Alerts: what is so, and what a person can do. */
export interface AlertsWords extends Readonly<Record<AlertKind, AlertWords>> {
  readonly title: string;
  readonly none: string;
  /** "5 more alerts" */
  readonly more: (n: string) => string;
  readonly atOnce: string;
  readonly today: string;
  readonly thisWeek: string;
}

export const alertsWords: InAllLanguages<AlertsWords> = {
  en: {
    title: 'Alerts',
    none: 'Nothing to see to.',
    more: (n) => `${n} more`,
    atOnce: 'At once',
    today: 'Today',
    thisWeek: 'This week',
    'registry-fault': {
      what: 'The database takes nothing',
      todo: 'Nothing is lost: devices keep their results and send them again. Have an administrator free room on its disk, or start the database.',
    },
    severe: { what: 'Many parasites', todo: 'Make sure that the clinician knows of this patient.' },
    'device-late': {
      what: 'Nothing heard of the device',
      todo: 'Call the site: is it switched on, does it have signal? Its results wait on it and are not lost.',
    },
    'battery-low': { what: 'Battery low', todo: 'Have it charged today; look at panel and cable.' },
    quarantine: {
      what: 'Messages put aside as not sound',
      todo: 'An administrator looks at them: a foreign or damaged device, or an old program.',
    },
    'chain-gap': {
      what: 'Records missing in between',
      todo: 'Usually they come later. If the gap stays for days, have the device looked at.',
    },
    'clock-unknown': {
      what: 'The device does not know the date',
      todo: 'Its slides are shown by the time they came in. Have its clock battery changed, or give it a network once.',
    },
    'optics-drift': {
      what: 'Focus or light has changed',
      todo: 'Have the lens cleaned, the focus and the lamp looked at; until then look at its results with care.',
    },
    'dirty-stain': {
      what: 'Dirty stain on many slides',
      todo: 'Have the stain filtered or made anew; dots pass for parasites.',
    },
    fault: { what: 'A part of the device has a fault', todo: 'Have the device tested: ringform doctor.' },
    'disk-low': {
      what: 'Storage nearly full',
      todo: 'Bring a larger card; results come first and are kept.',
    },
  },
  fr: {
    title: 'Alertes',
    none: 'Rien à signaler.',
    more: (n) => `${n} de plus`,
    atOnce: 'Tout de suite',
    today: 'Aujourd’hui',
    thisWeek: 'Cette semaine',
    'registry-fault': {
      what: 'La base de données n’accepte rien',
      todo: 'Rien n’est perdu\u202f: les appareils gardent leurs résultats et les renvoient. Un administrateur doit libérer de la place sur son disque, ou démarrer la base.',
    },
    severe: { what: 'Beaucoup de parasites', todo: 'S’assurer que le clinicien connaît ce patient.' },
    'device-late': {
      what: 'Sans nouvelles de l’appareil',
      todo: 'Appeler le site\u202f: est-il allumé, a-t-il du réseau\u202f? Ses résultats attendent dedans et ne sont pas perdus.',
    },
    'battery-low': {
      what: 'Batterie faible',
      todo: 'La faire charger aujourd’hui\u202f; vérifier panneau et câble.',
    },
    quarantine: {
      what: 'Messages mis de côté car douteux',
      todo: 'Un administrateur les examine\u202f: appareil étranger ou abîmé, ou ancien programme.',
    },
    'chain-gap': {
      what: 'Des enregistrements manquent',
      todo: 'Souvent ils arrivent plus tard. Si le trou dure des jours, faire examiner l’appareil.',
    },
    'clock-unknown': {
      what: 'L’appareil ne connaît pas la date',
      todo: 'Ses lames portent l’heure de réception. Changer la pile de l’horloge, ou lui donner une fois du réseau.',
    },
    'optics-drift': {
      what: 'La netteté ou la lumière a changé',
      todo: 'Faire nettoyer l’objectif, vérifier mise au point et lampe\u202f; d’ici là, prudence avec ses résultats.',
    },
    'dirty-stain': {
      what: 'Coloration sale sur beaucoup de lames',
      todo: 'Faire filtrer ou refaire le colorant\u202f; les points passent pour des parasites.',
    },
    fault: {
      what: 'Une pièce de l’appareil est en panne',
      todo: 'Faire tester l’appareil\u202f: ringform doctor.',
    },
    'disk-low': {
      what: 'Mémoire presque pleine',
      todo: 'Apporter une carte plus grande\u202f; les résultats sont gardés en premier.',
    },
  },
  pt: {
    title: 'Alertas',
    none: 'Nada a tratar.',
    more: (n) => `mais ${n}`,
    atOnce: 'Já',
    today: 'Hoje',
    thisWeek: 'Esta semana',
    'registry-fault': {
      what: 'A base de dados não aceita nada',
      todo: 'Nada se perde: os aparelhos guardam os resultados e voltam a enviá-los. Um administrador deve libertar espaço no disco, ou iniciar a base.',
    },
    severe: { what: 'Muitos parasitas', todo: 'Garantir que o clínico sabe deste doente.' },
    'device-late': {
      what: 'Sem notícias do aparelho',
      todo: 'Telefonar ao local: está ligado, tem rede? Os resultados esperam nele e não se perdem.',
    },
    'battery-low': { what: 'Bateria fraca', todo: 'Mandar carregar hoje; ver o painel e o cabo.' },
    quarantine: {
      what: 'Mensagens postas de lado por não serem fiáveis',
      todo: 'Um administrador examina-as: aparelho alheio ou danificado, ou programa antigo.',
    },
    'chain-gap': {
      what: 'Faltam registos pelo meio',
      todo: 'Em geral chegam depois. Se faltarem durante dias, mandar ver o aparelho.',
    },
    'clock-unknown': {
      what: 'O aparelho não sabe a data',
      todo: 'As lâminas têm a hora de receção. Trocar a pilha do relógio, ou dar-lhe rede uma vez.',
    },
    'optics-drift': {
      what: 'O foco ou a luz mudou',
      todo: 'Mandar limpar a objetiva, ver o foco e a lâmpada; até lá, cuidado com os resultados.',
    },
    'dirty-stain': {
      what: 'Coloração suja em muitas lâminas',
      todo: 'Mandar filtrar ou refazer o corante; os pontos passam por parasitas.',
    },
    fault: { what: 'Uma peça do aparelho está avariada', todo: 'Mandar testar o aparelho: ringform doctor.' },
    'disk-low': {
      what: 'Memória quase cheia',
      todo: 'Levar um cartão maior; os resultados são guardados primeiro.',
    },
  },
  sw: {
    title: 'Tahadhari',
    none: 'Hakuna la kushughulikia.',
    more: (n) => `nyingine ${n}`,
    atOnce: 'Mara moja',
    today: 'Leo',
    thisWeek: 'Wiki hii',
    'registry-fault': {
      what: 'Hifadhidata haipokei chochote',
      todo: 'Hakuna kinachopotea: vifaa hutunza majibu na kuyatuma tena. Msimamizi apate nafasi kwenye diski, au aanzishe hifadhidata.',
    },
    severe: { what: 'Vimelea vingi', todo: 'Hakikisha daktari anajua kuhusu mgonjwa huyu.' },
    'device-late': {
      what: 'Kifaa hakijasikika',
      todo: 'Piga simu kituoni: kimewashwa, kina mtandao? Majibu yake yanasubiri ndani yake na hayapotei.',
    },
    'battery-low': { what: 'Betri iko chini', todo: 'Ichajiwe leo; kagua paneli na waya.' },
    quarantine: {
      what: 'Ujumbe umewekwa kando kwa kutoaminika',
      todo: 'Msimamizi auangalie: kifaa kigeni au kibovu, au programu ya zamani.',
    },
    'chain-gap': {
      what: 'Kumbukumbu zinakosekana katikati',
      todo: 'Kwa kawaida zinafika baadaye. Zikikosekana kwa siku kadhaa, kifaa kikaguliwe.',
    },
    'clock-unknown': {
      what: 'Kifaa hakijui tarehe',
      todo: 'Slaidi zake zinaonyeshwa kwa wakati zilipopokelewa. Badilisha betri ya saa, au kipe mtandao mara moja.',
    },
    'optics-drift': {
      what: 'Fokasi au mwanga umebadilika',
      todo: 'Lenzi isafishwe, fokasi na taa zikaguliwe; hadi hapo tazama majibu yake kwa makini.',
    },
    'dirty-stain': {
      what: 'Rangi chafu kwenye slaidi nyingi',
      todo: 'Rangi ichujwe au itengenezwe upya; nukta hufanana na vimelea.',
    },
    fault: { what: 'Sehemu ya kifaa ina hitilafu', todo: 'Kifaa kipimwe: ringform doctor.' },
    'disk-low': { what: 'Hifadhi karibu kujaa', todo: 'Leta kadi kubwa zaidi; majibu hutunzwa kwanza.' },
  },
};
