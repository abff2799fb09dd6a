using AdminConsole.AccountParts;
using AdminConsole.Controls;
using AdminConsole.Domain.Model.Passwords;
using AdminConsole.Domain.Model.Settings;
using AdminConsole.Domain.SignIn;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace AdminConsole.Features.SignIn;

/// <summary>In by a login and a password, a passkey, or the organisation's identity provider.</summary>
public sealed partial class SignInPage(
    AccountSignIn door, PasskeyCheck check, PasskeyEntry passkeys, IOptions<SiteOptions> site, IOptions<ProviderOptions> provider, NavigationManager navigation)
{
    [SupplyParameterFromForm(FormName = "sign-in", Name = "login")]
    private string? Login { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = "sign-in", Name = "remember")]
    private bool Remember { get; set; }

    [SupplyParameterFromForm(FormName = "passkey", Name = PasskeyCheck.Field)]
    private string? Passkey { get; set; }

    [SupplyParameterFromQuery(Name = "login")]
    private string? LoginAsked { get; set; }

    // Text: whatever stands there that is no bool would be a fault.
    [SupplyParameterFromQuery(Name = Urls.AnewKey)]
    private string? Anew { get; set; }

    [SupplyParameterFromQuery(Name = Urls.ReturnUrl)]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery(Name = Urls.Reason)]
    private string? Reason { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private const int LoginLength = 320;

    /// <summary>What was typed comes back, unless no browser would have let it through.</summary>
    private string? Shown => (Login ?? LoginAsked) is { Length: <= LoginLength } login ? login : null;

    /// <summary>Why somebody is here who was signed in before.</summary>
    private (NoticeKind Kind, string Text)? Why => Reason switch
    {
        Urls.Expired => (NoticeKind.Information, "Expired"),
        Urls.SignedOutEverywhere => (NoticeKind.Good, "Everywhere"),
        Urls.Disowned => (NoticeKind.Good, "Disowned"),
        Urls.DisownedUntold => (NoticeKind.Warning, "Untold"),
        _ => null,
    };

    /// <summary>What this browser did last time is offered first.</summary>
    private bool ProviderFirst => RememberedWay.IsProvider(Context);

    /// <summary>Why it was refused, in words; the same whether the login exists or not.</summary>
    private string? Refusal { get; set; }

    private SignInOutcome? Outcome { get; set; }

    /// <summary>How long the next try has to wait, in words.</summary>
    private string? Wait { get; set; }

    protected override void OnInitialized()
    {
        if (Anew is not "true" && HttpMethods.IsGet(Context.Request.Method) && Context.User.Actor() is not null)
            Land(Context.User.Function() is not null || Context.User.IsFactorDue(), Context.User.IsFactorDue());
    }

    private async Task SignInAsync()
    {
        var answer = await door.TryAsync(Login, Password, Context.Network(), Context.Request.Headers.UserAgent, Remember, Context.RequestAborted);
        if (answer.Session is { } session)
        {
            await SessionCookie.EnterAsync(Context, session);
            if (session.HasFunction) RememberedWay.Forget(Context);
            Land(session.HasFunction, session.FactorDue);
            return;
        }
        if (answer.TokenId is { } tokenId)
        {
            // Not a session: all that it opens is the page on which a password is chosen.
            Entry.Give(Context, tokenId);
            navigation.NavigateTo(Urls.ChooseEntered);
            return;
        }
        Outcome = answer.Outcome;
        Refusal = answer.Outcome switch
        {
            SignInOutcome.Delayed => T["TooMany"],
            SignInOutcome.UseProvider => T["UseProvider", provider.Value.DisplayName ?? ""],
            SignInOutcome.Refused or SignInOutcome.SignedIn or SignInOutcome.ChoosePassword => T["Wrong"],
        };
        if (answer.Wait > TimeSpan.Zero) Wait = InWords(answer.Wait);
    }

    private async Task ShowPasskeyAsync()
    {
        var agent = Context.Request.Headers.UserAgent;
        var shown = await check.ShownAsync(Context, Passkey);
        if (shown is null)
        {
            await passkeys.RefuseAsync(null, Context.Network(), Context.RequestAborted);
        }
        else if (await passkeys.SignInAsync(shown, Context.Network(), agent, Context.RequestAborted) is { } session)
        {
            await SessionCookie.EnterAsync(Context, session);
            RememberedWay.Forget(Context);
            Land(session.HasFunction, session.FactorDue);
            return;
        }
        Refusal = Factors["PasskeyRefused"];
    }

    private string Hint => this switch
    {
        { Passkey: not null } => "PasskeyHint",
        { Outcome: SignInOutcome.UseProvider } => "UseProviderHint",
        _ when ProvisionalPassword.LooksLikeOne(Password) => "ProvisionalHint",
        _ => "WrongHint",
    };

    private string InWords(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        return seconds <= 90 ? T["RetrySeconds", seconds] : T["RetryMinutes", (int)Math.Ceiling(seconds / 60.0)];
    }

    /// <summary>To the second factor if it is missing; where he was, if he may be there; else the console, the portal or his own page.</summary>
    private void Land(bool hasFunction, bool factorDue)
    {
        var back = Urls.IsLocal(ReturnUrl) && (hasFunction || !Urls.IsConsole(ReturnUrl)) ? ReturnUrl : null;
        if (factorDue)
        {
            navigation.NavigateTo(Urls.SecondFactorThen(back));
            return;
        }
        navigation.NavigateTo(back ?? (hasFunction ? Urls.Console : site.Value.HomeUrl is null ? Urls.OwnAccount : Urls.Portal));
    }
}
