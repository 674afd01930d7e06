import type { PasswordProblem } from '../auth/passwords.js';
import type { InAllLanguages } from './language.js';

/** Signing in and one's own account. */
export interface AuthWords {
  readonly signIn: string;
  readonly name: string;
  readonly password: string;
  /** One sentence for a wrong name, a wrong password and a disabled user. */
  readonly wrong: string;
  readonly ended: string;
  readonly signedOut: string;
  readonly forgotten: string;
  readonly account: string;
  readonly role: string;
  readonly language: string;
  readonly saveLanguage: string;
  readonly changePassword: string;
  readonly passwordNow: string;
  readonly passwordNew: string;
  readonly passwordAgain: string;
  readonly passwordRule: (characters: number) => string;
  readonly passwordWrong: string;
  readonly passwordsDiffer: string;
  readonly problems: Readonly<Record<PasswordProblem, string>>;
  readonly passwordChanged: string;
  readonly languageSaved: string;
  readonly everywhere: string;
  readonly everywhereWhy: string;
}

export const authWords: InAllLanguages<AuthWords> = {
  en: {
    signIn: 'Sign in',
    name: 'User name',
    password: 'Password',
    wrong: 'User name or password is wrong.',
    ended: 'Please sign in. If you were signed in, that has ended after a time without use.',
    signedOut: 'You are signed out.',
    forgotten: 'Forgotten your password? An administrator can give you a new one.',
    account: 'My account',
    role: 'Role',
    language: 'Language',
    saveLanguage: 'Save language',
    changePassword: 'Change password',
    passwordNow: 'Current password',
    passwordNew: 'New password',
    passwordAgain: 'New password again',
    passwordRule: (n) => `At least ${n} characters. Several words that only you put together are good.`,
    passwordWrong: 'The current password is wrong.',
    passwordsDiffer: 'The two new passwords are not the same.',
    problems: {
      'too-short': 'The new password is too short.',
      'too-long': 'The new password is too long.',
      'too-simple': 'The new password is too easy to guess.',
    },
    passwordChanged: 'Password changed. You are signed out everywhere else.',
    languageSaved: 'Language saved.',
    everywhere: 'Sign out everywhere',
    everywhereWhy:
      'Ends your sign-ins on all phones and computers, this one too. Do this when one of them was lost.',
  },
  fr: {
    signIn: 'Connexion',
    name: 'Nom d’utilisateur',
    password: 'Mot de passe',
    wrong: 'Nom d’utilisateur ou mot de passe incorrect.',
    ended: 'Veuillez vous connecter. Une session restée inactive se ferme d’elle-même.',
    signedOut: 'Vous êtes déconnecté.',
    forgotten: 'Mot de passe oublié\u202f? Un administrateur peut vous en donner un nouveau.',
    account: 'Mon compte',
    role: 'Rôle',
    language: 'Langue',
    saveLanguage: 'Enregistrer la langue',
    changePassword: 'Changer le mot de passe',
    passwordNow: 'Mot de passe actuel',
    passwordNew: 'Nouveau mot de passe',
    passwordAgain: 'Nouveau mot de passe, encore une fois',
    passwordRule: (n) =>
      `Au moins ${n} caractères. Plusieurs mots que vous seul assembleriez font un bon mot de passe.`,
    passwordWrong: 'Le mot de passe actuel est incorrect.',
    passwordsDiffer: 'Les deux nouveaux mots de passe ne sont pas identiques.',
    problems: {
      'too-short': 'Le nouveau mot de passe est trop court.',
      'too-long': 'Le nouveau mot de passe est trop long.',
      'too-simple': 'Le nouveau mot de passe est trop facile à deviner.',
    },
    passwordChanged: 'Mot de passe changé. Vos autres sessions sont fermées.',
    languageSaved: 'Langue enregistrée.',
    everywhere: 'Se déconnecter partout',
    everywhereWhy:
      'Ferme vos sessions sur tous les téléphones et ordinateurs, celui-ci compris. À faire si l’un d’eux a été perdu.',
  },
  pt: {
    signIn: 'Entrar',
    name: 'Nome de utilizador',
    password: 'Palavra-passe',
    wrong: 'Nome de utilizador ou palavra-passe incorrectos.',
    ended: 'Inicie sessão, por favor. Uma sessão sem uso termina ao fim de algum tempo.',
    signedOut: 'A sessão foi terminada.',
    forgotten: 'Esqueceu a palavra-passe? Um administrador pode dar-lhe uma nova.',
    account: 'A minha conta',
    role: 'Função',
    language: 'Língua',
    saveLanguage: 'Guardar língua',
    changePassword: 'Mudar a palavra-passe',
    passwordNow: 'Palavra-passe actual',
    passwordNew: 'Nova palavra-passe',
    passwordAgain: 'Nova palavra-passe, outra vez',
    passwordRule: (n) => `Pelo menos ${n} caracteres. São boas várias palavras que só a si ocorreria juntar.`,
    passwordWrong: 'A palavra-passe actual está errada.',
    passwordsDiffer: 'As duas novas palavras-passe não são iguais.',
    problems: {
      'too-short': 'A nova palavra-passe é demasiado curta.',
      'too-long': 'A nova palavra-passe é demasiado longa.',
      'too-simple': 'A nova palavra-passe é demasiado fácil de adivinhar.',
    },
    passwordChanged: 'Palavra-passe mudada. As suas outras sessões foram terminadas.',
    languageSaved: 'Língua guardada.',
    everywhere: 'Sair em todo o lado',
    everywhereWhy:
      'Termina as suas sessões em todos os telefones e computadores, incluindo este. Faça-o se perdeu algum deles.',
  },
  sw: {
    signIn: 'Ingia',
    name: 'Jina la mtumiaji',
    password: 'Nenosiri',
    wrong: 'Jina la mtumiaji au nenosiri si sahihi.',
    ended: 'Tafadhali ingia. Ukikaa bila kutumia mfumo kwa muda, unatolewa.',
    signedOut: 'Umetoka.',
    forgotten: 'Umesahau nenosiri? Msimamizi wa mfumo anaweza kukupa jipya.',
    account: 'Akaunti yangu',
    role: 'Wadhifa',
    language: 'Lugha',
    saveLanguage: 'Hifadhi lugha',
    changePassword: 'Badilisha nenosiri',
    passwordNow: 'Nenosiri la sasa',
    passwordNew: 'Nenosiri jipya',
    passwordAgain: 'Nenosiri jipya tena',
    passwordRule: (n) => `Angalau herufi ${n}. Maneno kadhaa unayoyaunganisha wewe mwenyewe yanafaa.`,
    passwordWrong: 'Nenosiri la sasa si sahihi.',
    passwordsDiffer: 'Nenosiri jipya halikuandikwa sawa mara mbili.',
    problems: {
      'too-short': 'Nenosiri jipya ni fupi mno.',
      'too-long': 'Nenosiri jipya ni refu mno.',
      'too-simple': 'Nenosiri jipya ni rahisi kukisiwa.',
    },
    passwordChanged: 'Nenosiri limebadilishwa. Umetolewa kwenye vifaa vingine vyote.',
    languageSaved: 'Lugha imehifadhiwa.',
    everywhere: 'Toka kwenye vifaa vyote',
    everywhereWhy:
      'Inakutoa kwenye simu na kompyuta zote, pamoja na hii. Fanya hivi ikiwa mojawapo imepotea.',
  },
};
