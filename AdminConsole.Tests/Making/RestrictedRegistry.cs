#if RESTRICTED_REGISTRY
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace AdminConsole.Making;

/// <summary>bunit asks for a version of AngleSharp.Diffing that the restricted registry lacks; the one it has answers.</summary>
internal static class RestrictedRegistry
{
    [ModuleInitializer]
    internal static void ResolveDiffing() =>
        AssemblyLoadContext.Default.Resolving += (context, name) => name.Name == "AngleSharp.Diffing"
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "restricted", "AngleSharp.Diffing.dll"))
            : null;
}
#endif
