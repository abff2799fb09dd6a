namespace AdminConsole.Domain.Model.Settings;

/// <summary>What of an account the provider's claim holds.</summary>
public enum AccountKey { Login, Email, ExternalId }

/// <summary>How the provider gives its answer back: in the address, or in a form that the browser posts.</summary>
public enum ProviderResponseMode { Query, FormPost }

/// <summary>
/// Section « Authentication:OpenIdConnect »: the organisation's identity provider. Keys are named as the options of Microsoft's own handler, but for
/// the three that say which account a claim means and what the button says.
/// </summary>
public sealed class ProviderOptions
{
    public const string Section = "Authentication:OpenIdConnect";

    /// <summary>The issuer, whose discovery document is read; null: nobody signs in through a provider.</summary>
    public Uri? Authority { get; set; }
    public string? ClientId { get; set; }

    /// <summary>Null for a public client, which proves itself by PKCE alone.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Where the provider sends the browser back to, under Site:PublicUrl.</summary>
    public string CallbackPath { get; set; } = "/signin-oidc";

    /// <summary>Where it sends the browser back to once it has signed out.</summary>
    public string SignedOutCallbackPath { get; set; } = "/signout-callback-oidc";

    /// <summary>Query needs no cookie that travels across sites; FormPost keeps the code out of the browser's history.</summary>
    public ProviderResponseMode ResponseMode { get; set; } = ProviderResponseMode.Query;

    /// <summary>Asked for besides « openid » and « profile ».</summary>
    public string[] Scope { get; set; } = [];

    /// <summary>On the button: « Continuer avec … ».</summary>
    public string? DisplayName { get; set; }

    /// <summary>The claim of the id token that names the account.</summary>
    public string LoginClaim { get; set; } = "preferred_username";

    /// <summary>What that claim holds.</summary>
    public AccountKey LoginClaimIs { get; set; } = AccountKey.Login;

    public bool IsSet => Authority is not null;

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems(bool development)
    {
        if (Authority is null)
        {
            if (!string.IsNullOrEmpty(ClientId)) yield return Fault(nameof(Authority), "is missing: the provider's address, which its discovery document is read from");
            yield break;
        }
        if (!development && Authority.Scheme != Uri.UriSchemeHttps) yield return Fault(nameof(Authority), "must begin with https:// outside Development");
        if (string.IsNullOrWhiteSpace(ClientId)) yield return Fault(nameof(ClientId), "is missing: the name under which the provider knows this site");
        if (string.IsNullOrWhiteSpace(LoginClaim)) yield return Fault(nameof(LoginClaim), "is missing: the claim that names the account");
        foreach (var (key, path) in new[] { (nameof(CallbackPath), CallbackPath), (nameof(SignedOutCallbackPath), SignedOutCallbackPath) })
        {
            if (path is not ['/', not '/', ..] || path.AsSpan().IndexOfAny("?# \\") >= 0) yield return Fault(key, "must be a path that begins with /, without ? or #");
        }
        if (CallbackPath == SignedOutCallbackPath) yield return Fault(nameof(SignedOutCallbackPath), $"must differ from {Section}:{nameof(CallbackPath)}");
    }

    private static SettingFault Fault(string key, string expected) => new($"{Section}:{key}", expected);
}

/// <summary>Section « OperatorSignIn »: how holders of a function come in.</summary>
public sealed class OperatorSignInOptions
{
    public const string Section = "OperatorSignIn";

    /// <summary>Whether they may sign in here with a password; false sends them to the provider.</summary>
    public bool Local { get; set; } = true;

    /// <summary>Login of the one central administrator who may nevertheless, for the day on which the provider is away. Every use is journaled and announced.</summary>
    public string? BreakGlass { get; set; }

    /// <summary>Every value that cannot stand; empty when all are good.</summary>
    public IEnumerable<SettingFault> Problems(ProviderOptions? provider)
    {
        if (!Local && provider is { IsSet: false }) yield return new($"{Section}:{nameof(Local)}", $"closes the console to everybody while {ProviderOptions.Section}:{nameof(ProviderOptions.Authority)} is not set");
    }
}
