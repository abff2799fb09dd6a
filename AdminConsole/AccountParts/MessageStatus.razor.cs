using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Recovery;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Status = AdminConsole.Domain.Model.MessageStatus;

namespace AdminConsole.AccountParts;

/// <summary>The messages to one account as its fiche shows them; the page reads them again when something changed.</summary>
public sealed partial class MessageStatus(PasswordReset reset, CurrentActor actor, TimeProvider clock, IStringLocalizer<ContactField> answers, IStringLocalizer<AccountTexts> words) : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);
    private Status? newest;
    private ITimer? timer;
    private Guid wish;
    private readonly Press press = new(clock);
    private ResetAnswer? answer;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<Status> Messages { get; set; } = [];

    [Parameter]
    public EventCallback Changed { get; set; }

    private TimeProvider Clock => clock;

    private bool MayResend => newest is not null && (newest.Channel is Channel.Mail ? Fiche.Email : Fiche.Mobile) is not null && Fiche is { Situation: { Blocked: false, FederatedWith: null } } && Fiche.May(Act.SendReset) is GateAnswer.Allowed;

    private string Latest => newest is null ? "" : string.Join(", ", MessageSteps.Of(newest, clock.GetUtcNow()).Where(s => s.At is not null).Select(s => T[s.Text].Value));

    public void Dispose() => timer?.Dispose();

    protected override void OnParametersSet()
    {
        var before = newest?.Id;
        newest = Messages.FirstOrDefault(m => m.Kind is MessageKind.Reset or MessageKind.LoginsListed);
        if (newest?.Id == before) return;
        wish = Guid.CreateVersion7(clock.GetUtcNow());
    }

    // What to try is suggested when its time has come, though nothing happened then.
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) timer = clock.CreateTimer(_ => InvokeAsync(StateHasChanged), null, Step, Step);
    }

    // One wish for each message that is on screen: a second click before the new one appears is the same wish.
    private Task ResendAsync() => press.ActAsync(async () =>
    {
        var result = await reset.ResendAsync(await actor.GetAsync(), Fiche.Id, newest!.Channel, wish, CancellationToken.None);
        answer = result.Outcome is ResetOutcome.Sent ? null : ResetAnswer.To(result, newest.Channel, answers, words);
        await Changed.InvokeAsync();
    }, () => answer = ResetAnswer.Outage(words));
}
