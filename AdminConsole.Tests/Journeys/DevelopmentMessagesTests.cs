using AdminConsole.Development;
using AdminConsole.Domain.Delivery;
using AdminConsole.Domain.Model;
using AdminConsole.Domain.Model.Messages;
using AdminConsole.Making;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AdminConsole.Journeys;

/// <summary>Where messages go while somebody develops without a mail server or an SMS gateway.</summary>
public sealed class DevelopmentMessagesTests(ConsoleApp app, Browser browser) : IClassFixture<ConsoleApp>, IClassFixture<Browser>
{
    [Fact]
    public async Task An_SMS_is_told_from_a_mail_with_what_it_would_cost_and_its_link_to_follow()
    {
        var link = new Uri(app.Address, "r/abcdefghijklmnopqrstuvwxyz0123456789_-ABCDE").AbsoluteUri;
        app.Services.GetRequiredService<DevelopmentMailbox>().Keep(
            Channel.Sms, new(Guid.NewGuid(), "+33639981234", new MessageContent("", $"ENT - Mot de passe de eleve11.dedpt à choisir avant 21h30 :\n{link}")));
        var visitor = await Visitor.ArriveAsync(browser, app.Address);

        await visitor.Page.GotoAsync("/dev/messages");

        var sms = visitor.Page.GetByRole(AriaRole.Article).Filter(new() { HasText = "+33639981234" });
        await Assertions.Expect(sms.GetByRole(AriaRole.Heading)).ToContainTextAsync("sur 160, en 1 partie(s)");
        await visitor.AssertAccessibleAsync();
        await sms.GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(visitor.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/reinitialisation/abcdef"));
        visitor.AssertNothingWrong();
    }
}
