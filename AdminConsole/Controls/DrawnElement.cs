using Microsoft.AspNetCore.Components;

namespace AdminConsole.Controls;

/// <summary>Whether a circuit has drawn what a reference is to.</summary>
internal static class DrawnElement
{
    /// <summary>False as long as no drawing held the element: what runs after a drawing may be told of an earlier one, late.</summary>
    public static bool IsDrawn(this ElementReference element) => element.Context is not null;
}
