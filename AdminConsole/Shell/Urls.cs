using System.Diagnostics.CodeAnalysis;
using AdminConsole.Domain.Model;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AdminConsole.Shell;

/// <summary>The one place that writes the URLs of this site. What a page shows is in its URL, so that it can be sent to a colleague.</summary>
public static partial class Urls
{
    public const string Root = "/";
    public const string SignIn = "/connexion";

    /// <summary>Leads to the organisation's identity provider.</summary>
    public const string Provider = "/connexion/fournisseur";

    /// <summary>Leads who holds no function to the organisation's portal, once signed in.</summary>
    public const string Portal = "/connexion/portail";

    /// <summary>Why that way did not lead in; the reference is also in the journal.</summary>
    public const string ProviderRefusedPage = "/connexion/refus";
    public const string ReferenceKey = "reference";

    /// <summary>Where a second factor is proven, or chosen at the first sign-in that needs one.</summary>
    public const string SecondFactor = "/connexion/second-facteur";

    /// <summary>Ask a browser for one of the person's passkeys, for any passkey of this site, and for a new one.</summary>
    public const string PasskeyQuestion = "/connexion/cle/question";
    public const string PasskeySignIn = "/connexion/cle/entree";
    public const string PasskeyProof = "/connexion/cle/preuve";
    public const string PasskeyCreation = "/connexion/cle/creation";
    public const string OwnFactors = "/mon-compte/deuxieme-facteur";

    /// <summary>The same, and then where the person was going.</summary>
    public static string SecondFactorThen(string? then) => then is null ? SecondFactor : $"{SecondFactor}?{ReturnUrl}={Uri.EscapeDataString(then)}";

    /// <summary>The form for somebody who is to sign in although another person is signed in in this browser.</summary>
    public const string SignInAnew = $"{SignIn}?{AnewKey}=true";
    public const string AnewKey = "nouvelle";

    /// <summary>The terms of use, where there are any.</summary>
    public const string Terms = "/conditions";
    public const string SignOut = "/deconnexion";
    public const string Help = "/aide";
    public const string OwnAccount = "/mon-compte";
    public const string OwnEmail = "/mon-compte/courriel";
    public const string OwnMobile = "/mon-compte/telephone";
    public const string OwnPassword = "/mon-compte/mot-de-passe";
    public const string OwnSessions = "/mon-compte/sessions";
    public const string OwnActivity = "/mon-compte/activite";
    public const string NotMe = "/mon-compte/pas-moi";

    /// <summary>Pages of links, followed by their secret; open to whoever holds one.</summary>
    public const string ConfirmContact = "/mon-compte/confirmation";
    public const string CancelContact = "/mon-compte/annulation";
    public const string Console = "/console";
    public const string Accounts = "/console/utilisateurs";
    public const string NewAccount = Accounts + "/nouveau";

    /// <summary>Who administers what, for central administrators.</summary>
    public const string Functions = "/console/fonctions";
    public const string Requests = "/console/demandes";
    public const string RequestFigures = "/console/demandes/chiffres";

    /// <summary>What waits for a second operator; a mail leads there (ApprovalMail).</summary>
    public const string Approvals = "/console/approbations";

    public const string Journal = "/console/journal";

    /// <summary>How mails and SMS are doing.</summary>
    public const string Messages = "/console/messages";

    /// <summary>One thing done to many accounts.</summary>
    public const string Bulk = "/console/actions";

    /// <summary>First passwords on paper, for a class or a school.</summary>
    public const string Slips = "/console/bordereaux";

    public const string Trouble = "/probleme-de-connexion";
    public const string ParentGuide = "/guides/parents";
    public const string TeacherGuide = "/guides/professeurs";
    public const string Schools = "/colleges";

    /// <summary>Answers the finder of schools while somebody types.</summary>
    public const string SchoolSearch = "/colleges/recherche";

    public const string ContactKey = "contact";

    /// <summary>The same, to what schools publish here and not to their own pages.</summary>
    public const string SchoolSearchForContact = $"{SchoolSearch}?{ContactKey}=true";

    /// <summary>The parents' assistance form, step by step.</summary>
    public const string Assistance = "/assistance";
    public const string AssistanceSender = $"{Assistance}/vous";
    public const string AssistanceChild = $"{Assistance}/enfant";
    public const string AssistanceCheck = $"{Assistance}/verification";

    /// <summary>The first step, saying that what was typed is there no more.</summary>
    public const string AssistanceAnew = $"{Assistance}?{Reason}={Expired}";

    /// <summary>Answers the finder of that form while somebody types.</summary>
    public const string AssistanceSchools = $"{Assistance}/recherche";
    public const string CollegeKey = "college";

    /// <summary>The second step, for a school.</summary>
    public static string AssistanceFor(string uai) => $"{AssistanceSender}?{CollegeKey}={Uri.EscapeDataString(uai)}";

    /// <summary>The page of a request's link; the domain writes it too (AssistanceMail).</summary>
    public static string FollowUp(string secret) => $"{Assistance}/suivi/{Uri.EscapeDataString(secret)}";

    /// <summary>What was just done there.</summary>
    public const string RequestSent = "demande";
    public const string WordAdded = "mot";

    /// <summary>Development only: where messages go while no server is configured.</summary>
    public const string DevelopmentMessages = "/dev/messages";
    public const string NotFound = "/introuvable";
    public const string Error = "/erreur";

    /// <summary>Where to go back to after signing in: a path of this site, or it is ignored.</summary>
    public const string ReturnUrl = "returnUrl";

    /// <summary>Whether a URL from a request stays on this site, and so may be redirected to.</summary>
    public static bool IsLocal([NotNullWhen(true)] string? url) => RedirectHttpResult.IsLocalUrl(url) && url is ['/', ..];

    /// <summary>Whether a local URL leads to a page for holders of a function.</summary>
    public static bool IsConsole(string url) => new PathString(url.Split('?', '#')[0]).StartsWithSegments(Console);

    /// <summary>Why somebody is on the sign-in page who was signed in before: one of the values below, anything else says nothing.</summary>
    public const string Reason = "raison";
    public const string Expired = "expiree";
    public const string SignedOutEverywhere = "partout";
    public const string Disowned = "pas-moi";
    public const string DisownedUntold = "pas-moi-sans-message";

    public static string ProviderRefused(string why, string reference) => $"{ProviderRefusedPage}?{Reason}={why}&{ReferenceKey}={reference}";

    /// <summary>The sign-in page with a reason, and back to where the person was.</summary>
    public static string SignInBecause(string reason, string? then = null) =>
        then is null ? $"{SignIn}?{Reason}={reason}" : $"{SignIn}?{ReturnUrl}={Uri.EscapeDataString(then)}&{Reason}={reason}";

    /// <summary>Whether a path is one of the person's own pages, to which a form can be sent again.</summary>
    public static bool IsOwnAccount(PathString path) =>
        path.StartsWithSegments(OwnAccount) && !path.StartsWithSegments(ConfirmContact) && !path.StartsWithSegments(CancelContact);

    /// <summary>What was just done on one of the person's own pages.</summary>
    public const string Done = "fait";

    /// <summary>The person's own account, saying what was just done.</summary>
    public static string After(string path, string done) => $"{path}?{Done}={done}";

    public const string TextKey = "q";
    public const string SchoolKey = "etablissement";
    public const string ClassKey = "classe";
    public const string ProfileKey = "profil";
    public const string AfterKey = "apres";

    /// <summary>The sign-in page, with the login already filled in.</summary>
    public static string SignInAs(string login) => $"{SignIn}?login={Uri.EscapeDataString(login)}";

    /// <summary>The ways back in for one kind of person: parent, eleve, enseignant.</summary>
    public static string TroubleOf(string who) => $"{Trouble}/{who}";

    public static string School(string uai) => $"{Schools}/{Uri.EscapeDataString(uai)}";

    public const string PageKey = "page";

    /// <summary>The list of schools that a text finds, of all without one; pages count from 1.</summary>
    public static string SchoolList(string? text, int page) =>
        $"{Schools}?{(string.IsNullOrWhiteSpace(text) ? "" : $"{TextKey}={Uri.EscapeDataString(text)}&")}{PageKey}={page}";

    public const string QuestionKey = "question";
    public const string SentKey = "envoye";

    /// <summary>« Besoin d'aide ? » with the question about this open.</summary>
    public static string HelpWith(LostThing lost) => $"{Help}?{QuestionKey}={WordFor(lost)}";

    /// <summary>The same page once it was asked; to load it again sends nothing.</summary>
    public static string HelpAsked(LostThing lost) => $"{Help}?{SentKey}={WordFor(lost)}";

    /// <summary>What a word of those URLs stands for; null for any other text.</summary>
    public static LostThing? LostIn(string? word) => Enum.GetValues<LostThing>().Where(lost => WordFor(lost) == word).Select(lost => (LostThing?)lost).FirstOrDefault();

    private static string WordFor(LostThing lost) => lost switch
    {
        LostThing.Password => "mot-de-passe",
        LostThing.Login => "identifiant",
    };

    /// <summary>Told by the page of a link when its password field is first used.</summary>
    public const string LinkOpened = "/reinitialisation/ouverte";

    /// <summary>Told by a page on which a password is chosen what was typed so far; answers what saving it would.</summary>
    public const string PasswordVerdict = "/mot-de-passe/verification";

    /// <summary>Where a link's secret stands for who comes by a provisional password: no link is as short.</summary>
    public const string Entered = "choix";

    /// <summary>Where a provisional password leads from the sign-in page.</summary>
    public const string ChooseEntered = "/reinitialisation/" + Entered;

    /// <summary>What an SMS has room for; leads to <see cref="ChoosePassword"/>. The domain writes it (MessageWriter.ShortLink).</summary>
    public const string ShortLink = "/r/{secret}";

    public static string ChoosePassword(string token) => $"/reinitialisation/{Uri.EscapeDataString(token)}";

    /// <summary>The same page, with what it shows, in another language.</summary>
    public static string InLanguage(NavigationManager navigation, string code) =>
        new Uri(navigation.GetUriWithQueryParameter(Language.Key, code)).PathAndQuery;
}
