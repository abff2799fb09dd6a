using System.Globalization;
using System.Runtime.CompilerServices;

namespace AdminConsole.Making;

/// <summary>Components are read in French, whatever the language of the machine.</summary>
internal static class FrenchByDefault
{
    [ModuleInitializer]
    internal static void Speak() =>
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture
            = CultureInfo.GetCultureInfo("fr-FR");
}
