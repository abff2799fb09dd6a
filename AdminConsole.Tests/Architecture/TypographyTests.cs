using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace AdminConsole.Architecture;

/// <summary>French as it is printed: ’ and not ', and a no-break space where a line must not end.</summary>
public sealed partial class TypographyTests
{
    /// <summary>Names by which pages and controls are known outside, sign for sign as they were given.</summary>
    private static readonly HashSet<string> Given =
    [
        "Besoin d'aide ?", "Vous avez perdu votre mot de passe ?", "Vous avez perdu votre identifiant ?", "Retour à l'écran d'accueil", "Utiliser une clé d'accès",
        "Si votre collège a sa propre page d'accueil, accédez à la page publique de votre collège", "Comment l'identité a-t-elle été vérifiée ?",
        "accepté par le serveur d'envoi", "Agent d'assistance", "Demande d'assistance", "Demandes d'assistance", "Formulaire d'assistance",
        "Pourquoi ne peut-il pas se connecter ?", "Transmettre à l'établissement", "Envoyer un message d'essai", "Ce n'était pas moi",
    ];

    [Fact]
    public void Every_french_text_is_set_as_french_is()
    {
        var french = new[] { "AdminConsole", "AdminConsole.Domain" }.SelectMany(p => SourceTree.Files(p, "*.resx")).Where(f => !f.EndsWith(".en.resx", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(french);
        Assert.Empty(french.SelectMany(file => Faults(SourceTree.Read(file)).Select(fault => $"{file}: {fault}")));
    }

    [Theory]
    [InlineData("Vraiment ?")]
    [InlineData("Vraiment?")]
    [InlineData("Attention : lisez")]
    [InlineData("Ouvrez « Mon compte »")]
    [InlineData("«Mon compte»")]
    [InlineData("80 %")]
    [InlineData("Rien n'a été fait")]
    public void What_is_set_otherwise_is_found(string planted) => Assert.Single(Faults($"<root><data name='A'><value>{planted}</value></data></root>"));

    [Theory]
    [InlineData("Vraiment\u00a0? Rien n’a été fait\u00a0: ouvrez «\u00a0Mon compte\u00a0», à 12:30, par https://ent.example.org/")]
    [InlineData("Besoin d'aide ?")]
    [InlineData("+33 6 12 34 56 78 {0:HH:mm}")]
    public void What_is_set_well_or_was_given_so_is_not(string text) => Assert.Empty(Faults($"<root><data name='A'><value>{text}</value></data></root>"));

    private static IEnumerable<string> Faults(string resx) =>
        from data in XDocument.Parse(resx).Root!.Elements("data")
        let text = data.Element("value")!.Value
        where !Given.Contains(text) && Fault().IsMatch(text)
        select $"{data.Attribute("name")!.Value}: {text}";

    [GeneratedRegex(@"'|[ \w][;?!»€%]| :|«[^\u00a0\u202f]")]
    private static partial Regex Fault();
}
