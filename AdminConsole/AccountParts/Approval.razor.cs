using System.Globalization;
using AdminConsole.Controls;
using AdminConsole.Domain.Model;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AdminConsole.AccountParts;

/// <summary>A second operator's approval as the one who needs it sees it. It changes live: whoever holds the need reads it again when the fiche changed.</summary>
public sealed partial class Approval
{
    private bool entering;
    private string? reason;

    /// <summary>Of the part that it stands in: what is in here is named after it.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public ApprovalNeed Need { get; set; } = null!;

    [Parameter, EditorRequired]
    public ApprovalKind Kind { get; set; }

    /// <summary>This operator's latest request of the kind; null for none.</summary>
    [Parameter]
    public AskedApproval? Asked { get; set; }

    /// <summary>Whether it is about just what is typed now.</summary>
    [Parameter]
    public bool IsForThis { get; set; }

    [Parameter]
    public bool ReasonRefused { get; set; }

    [Parameter]
    public string? Busy { get; set; }

    /// <summary>Somebody is to be asked, for this reason.</summary>
    [Parameter]
    public EventCallback<string?> Ask { get; set; }

    private AskedApproval? Standing => IsForThis && Asked is { State: ApprovalState.Waiting or ApprovalState.Approved } ? Asked : null;

    private string Who => T[Need.Another ? "WhoAnother" : $"Who{Need.Lowest}"];

    // Within a form that Enter would send: here it stands for the button below it.
    private Task EnterAsync(KeyboardEventArgs pressed)
    {
        entering = pressed.Key is "Enter";
        return entering ? Ask.InvokeAsync(reason) : Task.CompletedTask;
    }

    private static string Name(PersonRef person) => PersonName.Listed(person.FamilyName, person.GivenName);

    private static string Day(DateTimeOffset at) => ParisTime.Of(at).ToString("dd/MM/yyyy HH:mm", CultureInfo.InvariantCulture);

    private static string Hour(DateTimeOffset at) => ParisTime.Of(at).ToString("HH:mm", CultureInfo.InvariantCulture);
}
