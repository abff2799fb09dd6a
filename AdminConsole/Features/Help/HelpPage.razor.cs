using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using AdminConsole.Shell;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.Features.Help;

/// <summary>
/// « Besoin d'aide ? »: what it answers depends on what was typed, never on whether there is such an account (rule 1 of recovery). An
/// accepted form leads to the URL of its confirmation, so that loading again sends nothing.
/// </summary>
public sealed partial class HelpPage(PublicRequests requests, SmsGateway sms, NavigationManager navigation)
{
    /// <summary>Longer than any login or address, so that what is typed too long is told and not cut.</summary>
    private const int FieldLength = 320;
    private LostThing? refused;
    private string? loginError;
    private string? emailError;
    private bool tryLater;

    [SupplyParameterFromForm(FormName = "lost-password", Name = "login")]
    private string? Login { get; set; }

    [SupplyParameterFromForm(FormName = "lost-password", Name = "way")]
    private string? Way { get; set; }

    [SupplyParameterFromForm(FormName = "lost-login", Name = "email")]
    private string? Email { get; set; }

    [SupplyParameterFromQuery(Name = Urls.QuestionKey)]
    private string? Question { get; set; }

    [SupplyParameterFromQuery(Name = Urls.SentKey)]
    private string? Sent { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private SmsGateway Sms => sms;

    private bool BySms => sms.Offered && Way == nameof(Channel.Sms);

    private bool Failed => tryLater || loginError is not null || emailError is not null;

    private LostThing? Asked => refused is null ? Urls.LostIn(Sent) : null;

    private LostThing? Open => refused ?? Urls.LostIn(Question);

    /// <summary>What was typed comes back, unless no browser would have let it through.</summary>
    private static string? Shown(string? typed) => typed is { Length: <= FieldLength } ? typed : null;

    private async Task AskPasswordAsync()
    {
        var result = await requests.ForPasswordAsync(Login, BySms ? Channel.Sms : Channel.Mail, Context.Network(), Language.Current);
        Go(LostThing.Password, result);
        loginError = result.Outcome switch
        {
            AskOutcome.LoginEmpty => T["LoginEmpty"].Value,
            AskOutcome.LoginIsAddress => T["LoginIsAddress"].Value,
            AskOutcome.Asked or AskOutcome.TryLater or AskOutcome.AddressRefused => null,
        };
    }

    private async Task AskLoginAsync()
    {
        var result = await requests.ForLoginAsync(Email, Context.Network(), Language.Current);
        Go(LostThing.Login, result);
        if (result.AddressFault is { } fault)
        {
            emailError = fault switch
            {
                AddressFault.Empty => T["EmailEmpty"],
                AddressFault.NotOne => T["EmailNotOne"],
                AddressFault.TooLong or AddressFault.ControlCharacter or AddressFault.DisplayName or AddressFault.Malformed or AddressFault.LookAlikeDomain => T["EmailMalformed"],
            };
        }
    }

    private void Go(LostThing lost, AskResult result)
    {
        if (result.Outcome is AskOutcome.Asked)
        {
            navigation.NavigateTo(Urls.HelpAsked(lost));
            return;
        }
        refused = lost;
        tryLater = result.Outcome is AskOutcome.TryLater;
        if (tryLater) Context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
    }
}
