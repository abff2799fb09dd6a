using System.Globalization;
using AdminConsole.Domain.Model;

namespace AdminConsole.Shell;

/// <summary>What the console's pages show, as their URLs say it.</summary>
public static partial class Urls
{
    public static string Account(Guid id) => $"{Accounts}/{id}";

    public const string BeforeKey = "avant";
    public const string SourceKey = "source";
    public const string ActivationKey = "activation";
    public const string BlockedKey = "bloque";
    public const string EmailKey = "courriel";
    public const string MobileKey = "portable";
    public const string SinceKey = "cree";
    public const string DeletedKey = "presupprime";
    public const string OrderKey = "tri";

    /// <summary>What several of those keys are set to.</summary>
    public const string Yes = "oui";
    public const string No = "non";
    public const string Missing = "aucun";
    public const string Bounced = "refuse";

    /// <summary>Accounts whose address was refused by its server.</summary>
    public const string BouncedAddresses = $"{Accounts}?{EmailKey}={Bounced}";

    /// <summary>The accounts that a text finds, in one school or in all.</summary>
    public static string AccountList(string? text = null, Guid? school = null) => AccountList([(TextKey, text), (SchoolKey, school?.ToString())]);

    /// <summary>The list of accounts as these keys filter it; those without a value are left out.</summary>
    public static string AccountList(IEnumerable<(string Key, string? Value)> query)
    {
        var set = query.Where(q => !string.IsNullOrWhiteSpace(q.Value)).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}").ToList();
        return set is [] ? Accounts : $"{Accounts}?{string.Join('&', set)}";
    }

    public const string FunctionKey = "fonction";
    public const string EndedKey = "terminees";
    public const string ByKey = "par";
    public const string ByPerson = "personne";

    /// <summary>Who administers what, as it is filtered and ordered.</summary>
    public static string FunctionList(string? text = null, Guid? school = null, Function? function = null, bool ended = false, bool byPerson = false)
    {
        var query = new (string Key, string? Value)[]
        {
            (TextKey, text), (SchoolKey, school?.ToString()), (FunctionKey, function?.ToString()), (EndedKey, ended ? "true" : null), (ByKey, byPerson ? ByPerson : null),
        };
        var set = query.Where(q => !string.IsNullOrWhiteSpace(q.Value)).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}").ToList();
        return set is [] ? Functions : $"{Functions}?{string.Join('&', set)}";
    }

    public const string StateKey = "etat";
    public const string ForKey = "motif";
    public const string MineKey = "miennes";
    public const string CentralKey = "centrale";
    public const string FicheKey = "fiche";

    public static string Request(Guid id) => $"{Requests}/{id}";

    /// <summary>The request with the fiche of an account beside it.</summary>
    public static string RequestBeside(Guid id, Guid account) => $"{Requests}/{id}?{FicheKey}={account}";

    /// <summary>The queue as it is filtered, after the request that ended the page before.</summary>
    public static string RequestList(
        AssistanceState? state = null, Guid? school = null, AssistanceReason? reason = null, bool mine = false, bool central = false, string? text = null, string? after = null)
    {
        var query = new (string Key, string? Value)[]
        {
            (StateKey, state?.ToString()), (SchoolKey, school?.ToString()), (ForKey, reason?.ToString()), (MineKey, mine ? "true" : null),
            (CentralKey, central ? "true" : null), (TextKey, text), (AfterKey, after),
        };
        var set = query.Where(q => !string.IsNullOrWhiteSpace(q.Value)).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}").ToList();
        return set is [] ? Requests : $"{Requests}?{string.Join('&', set)}";
    }

    public const string OperatorKey = "operateur";
    public const string AccountKey = "compte";
    public const string ActionKey = "action";
    public const string OutcomeKey = "resultat";
    public const string FromKey = "du";
    public const string ToKey = "au";

    /// <summary>The journal as it is filtered, after the row that ended the page before; days as yyyy-MM-dd.</summary>
    public static string JournalOf(
        string? by = null, string? account = null, Guid? school = null, string? action = null, AuditOutcome? outcome = null, DateOnly? from = null, DateOnly? to = null,
        long? after = null)
    {
        var query = new (string Key, string? Value)[]
        {
            (OperatorKey, by), (AccountKey, account), (SchoolKey, school?.ToString()), (ActionKey, action), (OutcomeKey, outcome?.ToString()),
            (FromKey, Day(from)), (ToKey, Day(to)), (AfterKey, after?.ToString(CultureInfo.InvariantCulture)),
        };
        var set = query.Where(q => !string.IsNullOrWhiteSpace(q.Value)).Select(q => $"{q.Key}={Uri.EscapeDataString(q.Value!)}").ToList();
        return set is [] ? Journal : $"{Journal}?{string.Join('&', set)}";
    }

    /// <summary>Answers a form with the journal as a file.</summary>
    public const string JournalFile = $"{Journal}/fichier";

    /// <summary>Answers a form with the list of accounts as a file.</summary>
    public const string AccountFile = $"{Accounts}/fichier";

    /// <summary>Why a file was not given; <see cref="ProofNeeded"/> is the one value.</summary>
    public const string FileKey = "fichier";
    public const string ProofNeeded = "preuve";

    /// <summary>A page of the console with what it shows, saying that a file of it needs a fresh proof.</summary>
    public static string WithProofNeeded(string page) => $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{FileKey}={ProofNeeded}";

    /// <summary>Accounts from files.</summary>
    public const string Imports = "/console/imports";
    public const string NewImport = Imports + "/nouveau";
    public const string ShowKey = "montrer";

    public static string Import(Guid id) => $"{Imports}/{id}";

    /// <summary>The lines of an import that are of one kind, after the one that ended the page before.</summary>
    public static string ImportLines(Guid id, string show, string? after = null) =>
        $"{Import(id)}?{ShowKey}={show}{(after is null ? null : $"&{AfterKey}={Uri.EscapeDataString(after)}")}";

    /// <summary>What of one of its files was not taken, as a file.</summary>
    public static string ImportRejected(Guid id, Guid file) => $"{Import(id)}/rejets/{file}";

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What can be done to all accounts of a list, whose URL says which.</summary>
    public static string BulkOf(string list) => Bulk + UrlQuery.Of(list);

    public static string BulkRun(Guid id) => $"{Bulk}/{id}";

    public const string IssueKey = "issue";

    /// <summary>The accounts of a bulk action with one outcome, or all, after the place that ended the page before.</summary>
    public static string BulkLines(Guid id, string? issue, int after = 0) =>
        $"{BulkRun(id)}?{(issue is null ? "" : $"{IssueKey}={issue}&")}{AfterKey}={after.ToString(CultureInfo.InvariantCulture)}";

    public const string ListKey = "liste";

    /// <summary>Slips for the accounts of a list, as far as they are in a school.</summary>
    public static string SlipsOfList(string list, Guid? school, string? className) =>
        $"{Slips}?{(school is null ? "" : $"{SchoolKey}={school}&")}{(string.IsNullOrEmpty(className) ? "" : $"{ClassKey}={Uri.EscapeDataString(className)}&")}{ListKey}={Uri.EscapeDataString(UrlQuery.Of(list))}";

    /// <summary>First sign-in slips, for a class or a school already chosen.</summary>
    public static string SlipsOf(Guid? school, string? className)
    {
        if (school is null) return Slips;
        return $"{Slips}?{SchoolKey}={school}{(string.IsNullOrEmpty(className) ? "" : $"&{ClassKey}={Uri.EscapeDataString(className)}")}";
    }
}
