using AdminConsole.AccountParts;
using AdminConsole.Domain.Model.Tokens;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Recovery;

/// <summary>« Choisissez votre mot de passe » and « Activez votre compte », for whoever has a link or typed a provisional password.</summary>
public sealed partial class ChoosePasswordPage
{
    private const string FormName = "choose";

    private LinkView link = new(LinkState.Unknown);
    private ActivationFaults faults = new();
    private bool done;

    /// <summary>Whatever stands after the last known part of the URL: mail programs glue things to links, and break them.</summary>
    [Parameter]
    public string? Token { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "password")]
    private string? Password { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "confirmation")]
    private string? Confirmation { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "propose")]
    private bool Propose { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "email-shown")]
    private string? EmailShown { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "mobile")]
    private string? Mobile { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "mobile-shown")]
    private string? MobileShown { get; set; }

    [SupplyParameterFromForm(FormName = FormName, Name = "terms")]
    private bool TermsAccepted { get; set; }

    /// <summary>Whose password the page was opened for, by its login: another one may have been proven in another tab of the same browser since.</summary>
    [SupplyParameterFromForm(FormName = FormName, Name = "account")]
    private string? OpenedFor { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private string? PasswordError { get; set; }

    private string? ConfirmationError { get; set; }

    private string? Phrase { get; set; }

    private string Heading => T[link.Activation is null ? "Title" : "ActivationTitle"];

    /// <summary>The link that was followed, or what this browser proved at sign-in.</summary>
    private ResetKey Key => ByEntry ? Entry.Read(Context) is { } tokenId ? ResetKey.Entry(tokenId) : default : ResetKey.Link(Token);

    private bool ByEntry => Token is Urls.Entered;

    /// <summary>
    /// Who else is signed in in this browser. He stays so until the person of this page signs in: choosing a password signs nobody in, and so
    /// nobody out either.
    /// </summary>
    private string? Other => Context.User.Actor() is { } actor && link.AccountId is { } account && actor.AccountId != account ? Context.User.Identity?.Name : null;

    /// <summary>Back to who typed it, unless no browser would have let it through.</summary>
    private Activation Typed => new()
    {
        Email = Short(Email), EmailShown = Short(EmailShown), Mobile = Short(Mobile), MobileShown = Short(MobileShown), TermsAccepted = TermsAccepted,
    };

    protected override async Task OnInitializedAsync() => link = await Choice.LookAsync(Key, Context.RequestAborted);

    private async Task SaveAsync()
    {
        if (ByEntry && OpenedFor is not null && OpenedFor != link.Login)
        {
            link = new(LinkState.Malformed);
            return;
        }
        if (Propose)
        {
            Phrase = await Choice.ProposeAsync(Key, Context.RequestAborted);
            if (Phrase is not null) await Choice.OpenedAsync(Key, Context.RequestAborted);
            return;
        }
        if (Password != Confirmation)
        {
            ConfirmationError = Reasons["NotTheSame"];
            return;
        }
        var given = new Activation { Email = Email, EmailShown = EmailShown, Mobile = Mobile, MobileShown = MobileShown, TermsAccepted = TermsAccepted };
        var result = await Choice.RedeemAsync(Key, Password ?? "", given, Context.Network(), Context.RequestAborted);
        switch (result.Outcome)
        {
            case ChoiceOutcome.Changed:
                if (ByEntry) Entry.Forget(Context);
                done = true;
                break;
            case ChoiceOutcome.PasswordRefused or ChoiceOutcome.ActivationRefused:
                if (result.Refusals.Count > 0) PasswordError = PasswordTexts.Why(Reasons, result.Refusals);
                faults = result.Faults;
                break;
            case ChoiceOutcome.LinkDead:
                link = new(result.Link);
                break;
        }
    }

    private static string? Short(string? text) => text is { Length: <= 320 } ? text : null;
}
