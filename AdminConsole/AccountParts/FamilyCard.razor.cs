using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace AdminConsole.AccountParts;

/// <summary>The family of one account. Where a pupil cannot be written to, a responsable is one click away.</summary>
public sealed partial class FamilyCard(
    PasswordReset reset, CurrentActor actor, SmsGateway gateway, TimeProvider clock, IStringLocalizer<ContactField> answers)
{
    private readonly Press press = new(clock);
    private ResetAnswer? answer;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private bool MaySend => Fiche.May(Act.SendReset) is GateAnswer.Allowed && Fiche.Situation is { Blocked: false, FederatedWith: null };

    /// <summary>By what a parent can be written to, with the contact masked: it is not the pupil's, and the caller may hear it read out.</summary>
    private IEnumerable<(Channel Channel, string Masked)> Ways(Relative parent)
    {
        if (!MaySend) yield break;
        if (parent.Email is { State: not ContactState.Refused } email) yield return (Channel.Mail, EmailAddress.Mask(email.Value)!);
        if (gateway.Offered && parent.Mobile is { State: not ContactState.Refused } mobile) yield return (Channel.Sms, MobileNumber.Mask(mobile.Value)!);
    }

    private string Formal(Relative person) => person.Civility switch
    {
        Civility.Madame => $"{T["Madame"]} {PersonName.Family(person.FamilyName)}",
        Civility.Monsieur => $"{T["Monsieur"]} {PersonName.Family(person.FamilyName)}",
        Civility.Unknown => PersonName.Listed(person.FamilyName, person.GivenName),
    };

    private Task SendAsync(Relative parent, Channel channel) => press.ActAsync((parent.Id, channel), async key =>
    {
        var result = await reset.SendToParentAsync(await actor.GetAsync(), Fiche.Id, parent.Id, channel, key, CancellationToken.None);
        answer = ResetAnswer.To(result, channel, answers, Words);
        await Changed.InvokeAsync();
    }, () => answer = ResetAnswer.Outage(Words));
}
