using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace AdminConsole.Making;

/// <summary>A component on its own, with what every control needs: texts and a clock that stands still.</summary>
public abstract class ControlTest : BunitContext
{
    protected ControlTest()
    {
        Services.AddLocalization();
        Services.AddSingleton<TimeProvider>(Clock);
    }

    protected TestClock Clock { get; } = new(new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero));
}
