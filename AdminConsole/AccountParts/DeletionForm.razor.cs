using AdminConsole.Controls;
using AdminConsole.Domain.Accounts;
using AdminConsole.Domain.Fiche;
using AdminConsole.Domain.Model;
using AdminConsole.Security;
using Microsoft.AspNetCore.Components;

namespace AdminConsole.AccountParts;

/// <summary>« Pré-supprimer » and « Restaurer »; right after the first, « Annuler » is the second.</summary>
public sealed partial class DeletionForm(AccountDeletion deletion, CurrentActor actor, TimeProvider clock)
{
    private readonly Press press = new(clock);
    private (NoticeKind Kind, string Text, bool Undo)? told;

    [Parameter, EditorRequired]
    public AccountFiche Fiche { get; set; } = null!;

    /// <summary>Something of the account changed: the fiche is to be read again.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private Task DeleteAsync() => ActAsync("Deleted", deletion.ProposeAsync, canUndo: true);

    private Task RestoreAsync() => ActAsync("Restored", deletion.RestoreAsync, canUndo: false);

    private Task ActAsync(string what, Func<Actor, Guid, Guid, CancellationToken, Task<DeletionOutcome>> operation, bool canUndo) => press.ActAsync(what, async key =>
    {
        var outcome = await operation(await actor.GetAsync(), Fiche.Id, key, CancellationToken.None);
        told = outcome switch
        {
            DeletionOutcome.Done => (NoticeKind.Good, T[what].Value, canUndo),
            DeletionOutcome.NothingToDo => (NoticeKind.Information, T["NothingToDo"].Value, false),
            DeletionOutcome.HoldsFunction => (NoticeKind.Bad, T["HoldsFunction"].Value, false),
            DeletionOutcome.SignedOut or DeletionOutcome.NotFound or DeletionOutcome.OwnAccount or DeletionOutcome.HigherRank or DeletionOutcome.FunctionTooLow =>
                (NoticeKind.Bad, Words[$"WhyNot{outcome}"].Value, false),
        };
        await Changed.InvokeAsync();
    }, () => told = (NoticeKind.Bad, Words["Outage"], false));
}
