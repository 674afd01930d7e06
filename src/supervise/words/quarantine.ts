import type { QuarantineReason } from '../../registry/intake.js';
import type { Counted } from './formats.js';
import type { InAllLanguages } from './language.js';

/** Messages that were put aside. */
export interface QuarantineWords {
  readonly quarantine: string;
  readonly message: (number: string) => string;
  readonly open: string;
  readonly settled: string;
  readonly all: string;
  readonly noneOpen: string;
  readonly none: string;
  readonly number: string;
  readonly received: string;
  readonly reason: string;
  readonly detail: string;
  readonly device: string;
  readonly record: string;
  readonly topic: string;
  readonly size: string;
  readonly bytes: (n: string) => string;
  readonly state: string;
  readonly waiting: string;
  readonly taken: (by: string, when: string) => string;
  readonly dismissed: (by: string, when: string) => string;
  readonly content: string;
  readonly beginning: (n: string) => string;
  readonly asText: string;
  readonly asHex: string;
  readonly retake: string;
  readonly retakeWhy: string;
  readonly dismiss: string;
  readonly dismissWhy: string;
  /** Many at once: the way there, what is asked, what became of it. */
  readonly openByReason: string;
  readonly dismissAlike: string;
  readonly dismissAlikeOfDevice: string;
  readonly dismissMany: string;
  readonly dismissManyWhy: string;
  readonly dismissThem: Counted;
  readonly dismissedMany: Counted;
  /** Of a message of which only the head is kept; its SHA-256 follows. */
  readonly headOnly: string;
  readonly onlyCounted: string;
  readonly onlyCountedWhy: string;
  readonly howMany: string;
  readonly outcomes: Readonly<
    Record<'taken' | 'duplicate' | 'dismissed' | 'settled-already' | 'incomplete', string>
  >;
  readonly stillRefused: string;
  /** That two identities are one device: the button, the question, what follows. */
  readonly sameDevice: string;
  readonly sameDeviceWhy: (device: string, former: string) => string;
  readonly sameDeviceHint: string;
  readonly notAsked: string;
  /** What it means and what to do. */
  readonly reasons: Readonly<Record<QuarantineReason, readonly [short: string, advice: string]>>;
}

export const quarantineWords: InAllLanguages<QuarantineWords> = {
  en: {
    quarantine: 'Quarantine',
    message: (number) => `Message ${number}`,
    open: 'Open',
    settled: 'Settled',
    all: 'All',
    noneOpen: 'Nothing is waiting: every message that came could be taken or has been settled.',
    none: 'No messages.',
    number: 'No.',
    received: 'Received',
    reason: 'Reason',
    detail: 'Details',
    device: 'Device',
    record: 'Record',
    topic: 'Topic',
    size: 'Size',
    bytes: (n) => `${n} bytes`,
    state: 'State',
    waiting: 'Open',
    taken: (by, when) => `Taken in by ${by}, ${when}`,
    dismissed: (by, when) => `Dismissed by ${by}, ${when}`,
    content: 'The message as it came',
    beginning: (n) => `Only its first ${n} bytes are shown.`,
    asText: 'Text; signs that cannot be seen are written as their codes.',
    asHex: 'Not text: bytes in hexadecimal.',
    retake: 'Try to take it in',
    retakeWhy: 'Judged again as if it came now: its device may have been enrolled since.',
    dismiss: 'Dismiss',
    dismissWhy:
      'It stays here, marked as settled. Its content goes when room is wanted; who, when, size and hash stay.',
    openByReason: 'Open, by reason',
    dismissAlike: 'Dismiss all of this reason…',
    dismissAlikeOfDevice: 'Dismiss all of this reason from this device…',
    dismissMany: 'Dismiss many at once',
    dismissManyWhy:
      'They stay here, marked as settled, and none of them can be taken in any more. A message that comes from now on is not among them.',
    dismissThem: { one: 'Dismiss {} message', other: 'Dismiss {} messages' },
    dismissedMany: { one: '{} message dismissed.', other: '{} messages dismissed.' },
    headOnly:
      'There was no room for the content, or it was settled and made room; a device keeps what was refused and can send it again. SHA-256:',
    onlyCounted: 'Only counted',
    onlyCountedWhy:
      'More came than there is room for. Of these nothing is kept but their number; one that came several times counts each time. Look into where they come from, settle what is open.',
    howMany: 'How many',
    outcomes: {
      taken: 'Taken in. It now counts like every other record.',
      duplicate: 'The same record had already been taken in another way. Settled.',
      dismissed: 'Dismissed.',
      'settled-already': 'Somebody has settled this message already.',
      incomplete: 'It was too large to be kept whole, so it cannot be taken in.',
    },
    stillRefused: 'Still refused; it stays in quarantine.',
    sameDevice: 'It is the same device',
    sameDeviceWhy: (device, former) =>
      `Did somebody give this device a new key? Then ${device} is what ${former} was. Only say so if you know it: look at the device, ask who did it.`,
    sameDeviceHint:
      'What it says of its earlier slides is taken from now on, this message too. Nothing signed with the earlier key is taken any more. Not undone by a click.',
    notAsked: 'Nobody asks this of this message any more.',
    reasons: {
      'too-large': [
        'Too large',
        'A Ringform device sends nothing of this size. Find out what else writes to the broker.',
      ],
      'not-a-record': [
        'Not a record',
        'The message does not have the form of a record. Find out what sent it; a damaged card can also be the cause.',
      ],
      'invalid-text': [
        'Not valid text',
        'The message has bytes that are not text. It was damaged or made up.',
      ],
      'unknown-version': [
        'Newer version',
        'The device runs a newer program than this one. Update the supervisor, then take the message in.',
      ],
      'invalid-content': [
        'Invalid content',
        'It is a record, but what it says cannot be so. Look at the details; update whichever program is older.',
      ],
      'wrong-topic': [
        'Under another device’s topic',
        'What the record says of its sender and where it was sent do not agree. Check the broker’s access list and which device it is.',
      ],
      'unknown-device': [
        'Unknown device',
        'No device with this identity is enrolled. If it is one of yours, enrol it, then take its messages in.',
      ],
      'revoked-device': [
        'Revoked device',
        'This device is not trusted any more. Find out where it is. Dismiss the message.',
      ],
      'bad-signature': [
        'Signature does not hold',
        'The message was changed on the way or does not come from this device. Do not use what it says; look into it.',
      ],
      'id-reused': [
        'Id used twice',
        'Another record with another content has this id. One of the two is not genuine, or the device’s card was copied.',
      ],
      'chain-forked': [
        'Two records with one number',
        'The device has sent another record under this number. Its card was probably copied or put back from a backup. Compare both.',
      ],
      'chain-broken': [
        'Does not follow',
        'It does not follow the record before it. Something before it was changed, or the card was put back from a backup.',
      ],
      'other-device': [
        'Another device’s slide',
        'It speaks of a slide that was counted under another identity. If the device got a new key, say so below; if not, look into it.',
      ],
    },
  },
  fr: {
    quarantine: 'Quarantaine',
    message: (number) => `Message ${number}`,
    open: 'À traiter',
    settled: 'Réglés',
    all: 'Tous',
    noneOpen: 'Rien à traiter\u202f: tout message reçu a été accepté ou réglé.',
    none: 'Aucun message.',
    number: 'N°',
    received: 'Reçu',
    reason: 'Motif',
    detail: 'Détails',
    device: 'Appareil',
    record: 'Enregistrement',
    topic: 'Sujet (topic)',
    size: 'Taille',
    bytes: (n) => `${n} octets`,
    state: 'État',
    waiting: 'À traiter',
    taken: (by, when) => `Accepté par ${by}, ${when}`,
    dismissed: (by, when) => `Écarté par ${by}, ${when}`,
    content: 'Le message tel qu’il est arrivé',
    beginning: (n) => `Seuls ses ${n} premiers octets sont affichés.`,
    asText: 'Texte\u202f; les signes invisibles sont écrits par leur code.',
    asHex: 'Pas du texte\u202f: octets en hexadécimal.',
    retake: 'Tenter de l’accepter',
    retakeWhy:
      'Jugé de nouveau comme s’il arrivait maintenant\u202f: l’appareil a pu être enregistré depuis.',
    dismiss: 'Écarter',
    dismissWhy:
      'Il reste ici, marqué comme réglé. Son contenu cède la place s’il en manque\u202f; qui, quand, taille et empreinte restent.',
    openByReason: 'À traiter, par motif',
    dismissAlike: 'Écarter tous ceux de ce motif…',
    dismissAlikeOfDevice: 'Écarter tous ceux de ce motif et de cet appareil…',
    dismissMany: 'Écarter plusieurs messages à la fois',
    dismissManyWhy:
      'Ils restent ici, marqués comme réglés, et aucun ne pourra plus être accepté. Un message qui arrive à partir de maintenant n’en fait pas partie.',
    dismissThem: { one: 'Écarter {} message', other: 'Écarter {} messages' },
    dismissedMany: { one: '{} message écarté.', other: '{} messages écartés.' },
    headOnly:
      'La place manquait pour le contenu, ou, une fois réglé, il l’a cédée\u202f; un appareil garde ce qui a été refusé et peut le renvoyer. SHA-256\u202f:',
    onlyCounted: 'Seulement comptés',
    onlyCountedWhy:
      'Il en est arrivé plus qu’il n’y a de place. De ceux-ci rien n’est gardé que leur nombre\u202f; un message arrivé plusieurs fois compte chaque fois. Cherchez d’où ils viennent, réglez ce qui est à traiter.',
    howMany: 'Nombre',
    outcomes: {
      taken: 'Accepté. Il compte désormais comme tout autre enregistrement.',
      duplicate: 'Le même enregistrement avait déjà été accepté par une autre voie. Réglé.',
      dismissed: 'Écarté.',
      'settled-already': 'Quelqu’un a déjà réglé ce message.',
      incomplete: 'Trop volumineux, il n’a pas été gardé en entier\u202f: il ne peut pas être accepté.',
    },
    stillRefused: 'Toujours refusé\u202f; il reste en quarantaine.',
    sameDevice: 'C’est le même appareil',
    sameDeviceWhy: (device, former) =>
      `Cet appareil a-t-il reçu une nouvelle clé\u202f? Alors ${device} est ce qu’était ${former}. Ne le dites que si vous le savez\u202f: voyez l’appareil, demandez qui l’a fait.`,
    sameDeviceHint:
      'Ce qu’il dit de ses lames antérieures est accepté désormais, ce message aussi. Rien de ce qui est signé avec l’ancienne clé n’est plus accepté. Un clic ne l’annule pas.',
    notAsked: 'Cette question ne se pose plus pour ce message.',
    reasons: {
      'too-large': [
        'Trop volumineux',
        'Un appareil Ringform n’envoie rien de cette taille. Cherchez ce qui écrit d’autre au serveur de messages.',
      ],
      'not-a-record': [
        'Pas un enregistrement',
        'Le message n’a pas la forme d’un enregistrement. Cherchez qui l’a envoyé\u202f; une carte endommagée peut aussi en être la cause.',
      ],
      'invalid-text': [
        'Texte non valide',
        'Le message contient des octets qui ne sont pas du texte. Il a été endommagé ou fabriqué.',
      ],
      'unknown-version': [
        'Version plus récente',
        'L’appareil utilise un programme plus récent que celui-ci. Mettez le superviseur à jour, puis acceptez le message.',
      ],
      'invalid-content': [
        'Contenu non valide',
        'C’est un enregistrement, mais ce qu’il affirme est impossible. Voyez les détails\u202f; mettez à jour le programme le plus ancien.',
      ],
      'wrong-topic': [
        'Sous le sujet d’un autre appareil',
        'L’expéditeur indiqué et l’endroit de l’envoi ne concordent pas. Vérifiez la liste d’accès du serveur de messages et de quel appareil il s’agit.',
      ],
      'unknown-device': [
        'Appareil inconnu',
        'Aucun appareil enregistré n’a cette identité. S’il est à vous, enregistrez-le, puis acceptez ses messages.',
      ],
      'revoked-device': [
        'Appareil révoqué',
        'Cet appareil n’est plus digne de confiance. Cherchez où il se trouve. Écartez le message.',
      ],
      'bad-signature': [
        'Signature non valable',
        'Le message a été modifié en route ou ne vient pas de cet appareil. N’utilisez pas ce qu’il dit\u202f; cherchez la cause.',
      ],
      'id-reused': [
        'Identifiant utilisé deux fois',
        'Un autre enregistrement, de contenu différent, porte cet identifiant. L’un des deux n’est pas authentique, ou la carte de l’appareil a été copiée.',
      ],
      'chain-forked': [
        'Deux enregistrements, un seul numéro',
        'L’appareil a envoyé un autre enregistrement sous ce numéro. Sa carte a sans doute été copiée ou restaurée d’une sauvegarde. Comparez les deux.',
      ],
      'chain-broken': [
        'Ne fait pas suite',
        'Il ne fait pas suite à l’enregistrement précédent. Quelque chose a été modifié avant lui, ou la carte a été restaurée d’une sauvegarde.',
      ],
      'other-device': [
        'Lame d’un autre appareil',
        'Il parle d’une lame comptée sous une autre identité. Si l’appareil a reçu une nouvelle clé, dites-le ci-dessous\u202f; sinon, cherchez la cause.',
      ],
    },
  },
  pt: {
    quarantine: 'Quarentena',
    message: (number) => `Mensagem ${number}`,
    open: 'Por tratar',
    settled: 'Resolvidas',
    all: 'Todas',
    noneOpen: 'Nada por tratar: todas as mensagens recebidas foram aceites ou resolvidas.',
    none: 'Sem mensagens.',
    number: 'N.º',
    received: 'Recebida',
    reason: 'Motivo',
    detail: 'Pormenores',
    device: 'Aparelho',
    record: 'Registo',
    topic: 'Tópico',
    size: 'Tamanho',
    bytes: (n) => `${n} bytes`,
    state: 'Estado',
    waiting: 'Por tratar',
    taken: (by, when) => `Aceite por ${by}, ${when}`,
    dismissed: (by, when) => `Posta de parte por ${by}, ${when}`,
    content: 'A mensagem tal como chegou',
    beginning: (n) => `Só são mostrados os primeiros ${n} bytes.`,
    asText: 'Texto; os sinais invisíveis são escritos pelo seu código.',
    asHex: 'Não é texto: bytes em hexadecimal.',
    retake: 'Tentar aceitá-la',
    retakeWhy: 'Avaliada de novo como se chegasse agora: o aparelho pode ter sido registado entretanto.',
    dismiss: 'Pôr de parte',
    dismissWhy:
      'Fica aqui, marcada como resolvida. O conteúdo sai quando faltar espaço; quem, quando, tamanho e resumo ficam.',
    openByReason: 'Por tratar, por motivo',
    dismissAlike: 'Pôr de parte todas as deste motivo…',
    dismissAlikeOfDevice: 'Pôr de parte todas as deste motivo e deste aparelho…',
    dismissMany: 'Pôr várias mensagens de parte de uma vez',
    dismissManyWhy:
      'Ficam aqui, marcadas como resolvidas, e nenhuma poderá ainda ser aceite. Uma mensagem que chegue a partir de agora não está entre elas.',
    dismissThem: { one: 'Pôr de parte {} mensagem', other: 'Pôr de parte {} mensagens' },
    dismissedMany: { one: '{} mensagem posta de parte.', other: '{} mensagens postas de parte.' },
    headOnly:
      'Não havia espaço para o conteúdo, ou, já resolvida, cedeu-o; um aparelho guarda o que foi recusado e pode enviá-lo de novo. SHA-256:',
    onlyCounted: 'Só contadas',
    onlyCountedWhy:
      'Chegaram mais do que há espaço. Destas só se guarda o número; uma que chegou várias vezes conta cada vez. Descubra de onde vêm, resolva o que está por tratar.',
    howMany: 'Quantas',
    outcomes: {
      taken: 'Aceite. Conta agora como qualquer outro registo.',
      duplicate: 'O mesmo registo já tinha sido aceite por outra via. Resolvida.',
      dismissed: 'Posta de parte.',
      'settled-already': 'Alguém já resolveu esta mensagem.',
      incomplete: 'Era demasiado grande para ser guardada inteira: não pode ser aceite.',
    },
    stillRefused: 'Continua recusada; fica em quarentena.',
    sameDevice: 'É o mesmo aparelho',
    sameDeviceWhy: (device, former) =>
      `Alguém deu uma chave nova a este aparelho? Então ${device} é o que ${former} era. Diga-o só se o souber: veja o aparelho, pergunte quem o fez.`,
    sameDeviceHint:
      'O que diz das suas lâminas anteriores passa a ser aceite, esta mensagem também. Nada assinado com a chave anterior volta a ser aceite. Não se desfaz com um clique.',
    notAsked: 'Esta pergunta já não se põe para esta mensagem.',
    reasons: {
      'too-large': [
        'Demasiado grande',
        'Um aparelho Ringform não envia nada deste tamanho. Descubra o que mais escreve para o servidor de mensagens.',
      ],
      'not-a-record': [
        'Não é um registo',
        'A mensagem não tem a forma de um registo. Descubra quem a enviou; um cartão danificado também pode ser a causa.',
      ],
      'invalid-text': [
        'Texto inválido',
        'A mensagem tem bytes que não são texto. Foi danificada ou forjada.',
      ],
      'unknown-version': [
        'Versão mais recente',
        'O aparelho usa um programa mais recente do que este. Actualize o supervisor e aceite depois a mensagem.',
      ],
      'invalid-content': [
        'Conteúdo inválido',
        'É um registo, mas o que diz não pode ser. Veja os pormenores; actualize o programa mais antigo.',
      ],
      'wrong-topic': [
        'No tópico de outro aparelho',
        'O remetente indicado e o lugar do envio não coincidem. Verifique a lista de acesso do servidor de mensagens e de que aparelho se trata.',
      ],
      'unknown-device': [
        'Aparelho desconhecido',
        'Não há aparelho registado com esta identidade. Se é um dos seus, registe-o e aceite depois as suas mensagens.',
      ],
      'revoked-device': [
        'Aparelho revogado',
        'Este aparelho já não é de confiança. Descubra onde está. Ponha a mensagem de parte.',
      ],
      'bad-signature': [
        'A assinatura não confere',
        'A mensagem foi alterada pelo caminho ou não vem deste aparelho. Não use o que diz; investigue.',
      ],
      'id-reused': [
        'Identificador usado duas vezes',
        'Outro registo, com outro conteúdo, tem este identificador. Um dos dois não é autêntico, ou o cartão do aparelho foi copiado.',
      ],
      'chain-forked': [
        'Dois registos com um só número',
        'O aparelho enviou outro registo com este número. O cartão foi provavelmente copiado ou reposto de uma cópia. Compare os dois.',
      ],
      'chain-broken': [
        'Não dá seguimento',
        'Não dá seguimento ao registo anterior. Algo antes dele foi alterado, ou o cartão foi reposto de uma cópia.',
      ],
      'other-device': [
        'Lâmina de outro aparelho',
        'Fala de uma lâmina contada sob outra identidade. Se o aparelho recebeu uma chave nova, diga-o abaixo; se não, investigue.',
      ],
    },
  },
  sw: {
    quarantine: 'Karantini',
    message: (number) => `Ujumbe ${number}`,
    open: 'Unaosubiri',
    settled: 'Ulioshughulikiwa',
    all: 'Wote',
    noneOpen: 'Hakuna unaosubiri: kila ujumbe uliofika umepokelewa au umeshughulikiwa.',
    none: 'Hakuna ujumbe.',
    number: 'Na.',
    received: 'Ulifika',
    reason: 'Sababu',
    detail: 'Maelezo',
    device: 'Kifaa',
    record: 'Kumbukumbu',
    topic: 'Mada (topic)',
    size: 'Ukubwa',
    bytes: (n) => `baiti ${n}`,
    state: 'Hali',
    waiting: 'Unasubiri',
    taken: (by, when) => `Umepokelewa na ${by}, ${when}`,
    dismissed: (by, when) => `Umewekwa kando na ${by}, ${when}`,
    content: 'Ujumbe kama ulivyofika',
    beginning: (n) => `Zinaonyeshwa baiti ${n} za kwanza tu.`,
    asText: 'Maandishi; alama zisizoonekana zimeandikwa kwa msimbo wake.',
    asHex: 'Si maandishi: baiti kwa tarakimu za heksadesimali.',
    retake: 'Jaribu kuupokea',
    retakeWhy: 'Unapimwa upya kana kwamba umefika sasa: huenda kifaa kimesajiliwa tangu hapo.',
    dismiss: 'Weka kando',
    dismissWhy:
      'Unabaki hapa ukiwa umewekewa alama kuwa umeshughulikiwa. Yaliyomo huondolewa nafasi ikihitajika; nani, lini, ukubwa na alama ya utambuzi hubaki.',
    openByReason: 'Unaosubiri, kwa sababu',
    dismissAlike: 'Weka kando zote za sababu hii…',
    dismissAlikeOfDevice: 'Weka kando zote za sababu hii kutoka kifaa hiki…',
    dismissMany: 'Weka kando nyingi kwa pamoja',
    dismissManyWhy:
      'Zinabaki hapa zikiwa na alama kuwa zimeshughulikiwa, na hakuna hata moja inayoweza kupokelewa tena. Ujumbe utakaofika kuanzia sasa haumo.',
    dismissThem: { one: 'Weka kando ujumbe {}', other: 'Weka kando jumbe {}' },
    dismissedMany: { one: 'Ujumbe {} umewekwa kando.', other: 'Jumbe {} zimewekwa kando.' },
    headOnly:
      'Hapakuwa na nafasi ya yaliyomo, au ulishughulikiwa ukatoa nafasi; kifaa huhifadhi kilichokataliwa na kinaweza kukituma tena. SHA-256:',
    onlyCounted: 'Zilizohesabiwa tu',
    onlyCountedWhy:
      'Zimefika nyingi kuliko nafasi iliyopo. Kati ya hizi hakuna kinachohifadhiwa ila idadi; uliofika mara kadhaa huhesabiwa kila mara. Tafuta zinatoka wapi, shughulikia zinazosubiri.',
    howMany: 'Idadi',
    outcomes: {
      taken: 'Umepokelewa. Sasa unahesabiwa kama kumbukumbu nyingine zote.',
      duplicate: 'Kumbukumbu hiyohiyo ilikwisha kupokelewa kwa njia nyingine. Umeshughulikiwa.',
      dismissed: 'Umewekwa kando.',
      'settled-already': 'Mtu mwingine ameshaushughulikia ujumbe huu.',
      incomplete: 'Ulikuwa mkubwa mno kuhifadhiwa mzima, kwa hiyo hauwezi kupokelewa.',
    },
    stillRefused: 'Bado unakataliwa; unabaki karantini.',
    sameDevice: 'Ni kifaa kilekile',
    sameDeviceWhy: (device, former) =>
      `Je, kifaa hiki kilipewa ufunguo mpya? Kama ndivyo, ${device} ndicho kilichokuwa ${former}. Sema hivyo ukijua tu: kitazame kifaa, uliza aliyefanya.`,
    sameDeviceHint:
      'Kinachosema kuhusu slaidi zake za awali kitapokelewa kuanzia sasa, na ujumbe huu pia. Kilichosainiwa kwa ufunguo wa awali hakitapokelewa tena. Hakitenduliwi kwa kubofya.',
    notAsked: 'Swali hili haliulizwi tena kwa ujumbe huu.',
    reasons: {
      'too-large': [
        'Ni mkubwa mno',
        'Kifaa cha Ringform hakitumi kitu cha ukubwa huu. Tafuta ni nini kingine kinachotuma kwenye seva ya ujumbe.',
      ],
      'not-a-record': [
        'Si kumbukumbu',
        'Ujumbe hauna umbo la kumbukumbu. Tafuta aliyeutuma; kadi iliyoharibika pia yaweza kuwa sababu.',
      ],
      'invalid-text': [
        'Maandishi si sahihi',
        'Ujumbe una baiti ambazo si maandishi. Umeharibika au umeghushiwa.',
      ],
      'unknown-version': [
        'Toleo jipya zaidi',
        'Kifaa kinatumia programu mpya kuliko hii. Sasisha programu ya msimamizi, kisha pokea ujumbe.',
      ],
      'invalid-content': [
        'Yaliyomo si sahihi',
        'Ni kumbukumbu, lakini inachosema hakiwezekani. Soma maelezo; sasisha programu iliyo ya zamani zaidi.',
      ],
      'wrong-topic': [
        'Kwenye mada ya kifaa kingine',
        'Mtumaji anayetajwa na mahali ulikotumwa havilingani. Kagua orodha ya ruhusa ya seva ya ujumbe na ni kifaa kipi.',
      ],
      'unknown-device': [
        'Kifaa hakijulikani',
        'Hakuna kifaa kilichosajiliwa chenye utambulisho huu. Ikiwa ni chako, kisajili, kisha pokea ujumbe wake.',
      ],
      'revoked-device': [
        'Usajili wa kifaa umefutwa',
        'Kifaa hiki hakiaminiki tena. Tafuta kilipo. Weka ujumbe kando.',
      ],
      'bad-signature': [
        'Saini si halali',
        'Ujumbe umebadilishwa njiani au hautoki kwenye kifaa hiki. Usitumie unachosema; chunguza.',
      ],
      'id-reused': [
        'Utambulisho umetumika mara mbili',
        'Kumbukumbu nyingine yenye maudhui tofauti ina utambulisho huu. Moja kati yake si halisi, au kadi ya kifaa imenakiliwa.',
      ],
      'chain-forked': [
        'Kumbukumbu mbili, namba moja',
        'Kifaa kimetuma kumbukumbu nyingine kwa namba hii. Huenda kadi yake imenakiliwa au imerejeshwa kutoka nakala ya akiba. Linganisha zote mbili.',
      ],
      'chain-broken': [
        'Haifuati iliyotangulia',
        'Haifuati kumbukumbu iliyotangulia. Kitu fulani kabla yake kimebadilishwa, au kadi imerejeshwa kutoka nakala ya akiba.',
      ],
      'other-device': [
        'Slaidi ya kifaa kingine',
        'Unazungumzia slaidi iliyohesabiwa kwa utambulisho mwingine. Ikiwa kifaa kilipewa ufunguo mpya, sema hapa chini; kama sivyo, chunguza.',
      ],
    },
  },
};
