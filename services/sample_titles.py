"""Headlines of the sample, put together from what each kind of unit does."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from services.sample_names import RIVERS, TOWNS, VILLAGES


@dataclass(frozen=True)
class Topic:
    """What a kind of unit is in the news for: `acts` follow a subject, `themes` stand by themselves."""

    acts: tuple[str, ...]
    themes: tuple[str, ...]


def _topic(acts: str, themes: str) -> Topic:
    return Topic(tuple(acts.split()), tuple(themes.split()))


TOPICS: dict[str, Topic] = {
    "discipline": _topic(
        "开展惠民资金专项监督 到{town}开展廉政家访 通报{n}起典型问题 举办新任职干部廉政谈话 “室组地”联动督查窗口作风",
        "群众身边的监督 清廉村居建设 廉洁家风进万家 阳光村务",
    ),
    "office": _topic(
        "督办{n}件民生实事 到{village}开展“四下基层”活动 召开机关效能推进会 精简文件{p}% 推行“一线工作法”",
        "为基层减负 民生实事进度条 机关干部在一线",
    ),
    "party": _topic(
        "举办村党组织书记轮训班 选派{n}名驻村干部到岗 在{town}召开党建现场会 开展“晒实绩、亮承诺”活动 为{n}名老党员颁发纪念章",
        "党建引领乡村治理 红色驿站暖人心 支部建在产业链上 驻村干部的一天",
    ),
    "united": _topic(
        "走访{n}名返乡侨胞 举办民族团结进步宣传月活动 组织党外人士到{town}调研 召开商会联席会",
        "石榴籽家园 乡贤回归 同心共建好邻里",
    ),
    "law": _topic(
        "在{village}启动矛盾纠纷化解试点 部署岁末平安守护行动 为{n}个网格配齐专职网格员 开展反诈宣传夜市行",
        "小网格里的大平安 矛盾不出村 平安建设看云岭",
    ),
    "volunteer": _topic(
        "招募{n}名返乡青年志愿者 在{village}开设周末课堂 开展“小候鸟”陪伴行动 为新就业群体建成{n}处驿站 举办志愿服务项目大赛",
        "青春志愿行 红马甲在身边 社区里的周末课堂",
    ),
    "planning": _topic(
        "集中开工{n}个重点项目 到{town}调度项目进度 下达以工代赈资金{m}万元 开展价格公示检查",
        "项目建设一线 以工代赈助增收 营商环境微改革",
    ),
    "education": _topic(
        "为{n}所乡村学校更新课桌椅 举办中小学生田径运动会 组织名师到{town}送教 发布寒假安全提醒 推进课后服务全覆盖 开展“开学第一课”",
        "乡村校园里的歌声 课后服务新变化 走进大山的名师课堂 技能成才之路",
    ),
    "industry": _topic(
        "新增{n}家规上企业 为{n}家企业解决用工难题 举办产学研对接会 推动茶叶加工线智能改造 上门宣讲惠企政策",
        "车间里的新质生产力 专精特新企业巡礼 园区服务不打烊",
    ),
    "police": _topic(
        "破获一起跨省电信诈骗案 为群众追回{m}万元 在{town}开展夜间巡逻 帮{n}名走失老人回家 开展校园周边交通整治 集中返还涉案手机{n}部",
        "派出所里的烟火气 反诈宣传进集市 警徽下的守护",
    ),
    "civil": _topic(
        "新建{n}个老年助餐点 发放高龄津贴{m}万元 到{village}探访留守儿童 推进移风易俗进{town} 开展殡葬服务明码标价检查",
        "幸福食堂飘饭香 一老一小有人管 文明新风进山乡",
    ),
    "justice": _topic(
        "在{village}开庭调解土地纠纷 组织{n}名“法律明白人”培训 开展民法典进{town}活动 为农民工讨回工资{m}万元",
        "板凳法庭 家门口的法律服务 村里的法律明白人",
    ),
    "finance": _topic(
        "下达惠农补贴{m}万元 公开部门预算 到{town}核查项目资金 开展财会监督检查",
        "惠农补贴一卡通 把钱花在刀刃上",
    ),
    "work": _topic(
        "在{town}举办零工招聘会 组织{n}名村民学厨艺 为{n}名高校毕业生送岗位 发布冬季用工信息{n}条 上线社保“免申即享”服务",
        "家门口的就业车间 零工驿站 技能培训到田头",
    ),
    "land": _topic(
        "完成{village}地质灾害点避险演练 复垦撂荒耕地{n}亩 办理不动产“带押过户”{n}件 到{town}开展耕地保护宣传",
        "守住耕地红线 地灾隐患点上的守夜人",
    ),
    "ecology": _topic(
        "排查{river}沿岸排污口{n}个 发布{river}水质月报 到{town}检查秸秆禁烧 开放污水处理厂邀市民参观 为{n}家企业送环保政策",
        "{river}水更清了 蓝天下的云岭 白鹭回到{river} 无废小镇建设",
    ),
    "housing": _topic(
        "改造老旧小区{n}个 交付保障房{n}套 整治{town}占道广告牌 开展燃气安全入户检查 加装电梯{n}部",
        "老小区的新生活 口袋公园添新绿",
    ),
    "transport": _topic(
        "开通到{village}的客货邮公交 完成{town}公路塌方抢通 改造农村公路{n}公里 部署冬季低温保畅 整治非法营运车辆{n}辆",
        "四好农村路 客货邮公交进村 最美乡村路",
    ),
    "farming": _topic(
        "在{town}示范晚稻机收 派{n}名农技员进村 完成冬种蔬菜{n}00亩 举办农民丰收节 发放油菜良种{n}吨 在{village}推广稻渔共作",
        "晚稻飘香 稻田里的致富经 土特产闯市场 和美乡村看{village} 一粒好种子的旅行",
    ),
    "water": _topic(
        "完成{river}堤防除险 清淤渠道{n}公里 开展{river}巡河 建成{village}集中供水工程 启用{town}水雨情监测站",
        "一渠清水润田畴 河长的日记本 {village}喝上放心水",
    ),
    "trade": _topic(
        "组织{n}家企业参加农特产品展销会 发放消费券{m}万元 签约{n}个招商项目 在{town}建成电商服务站 启动家电以旧换新",
        "直播间里的山货 夜经济点亮老街 外贸小单大生意",
    ),
    "culture": _topic(
        "在{village}举办村晚 推出{n}条乡村旅游线路 修缮{town}古戏台 送戏下乡{n}场 举办茶山徒步大会 开展文物安全巡查",
        "村晚里的乡音 古戏台又响锣鼓 非遗走进课堂 周末去云岭 书香飘进{village}",
    ),
    "health": _topic(
        "派专家到{town}义诊 为{n}名老人免费体检 开展流感疫苗接种 开通胸痛急救绿色通道 启用{village}标准化卫生室",
        "家庭医生在身边 山里的健康守门人 急诊室的夜晚",
    ),
    "veterans": _topic(
        "慰问{n}户烈属 举办退役士兵专场招聘会 为{n}名老兵拍摄纪念照 到{village}送立功喜报",
        "老兵宣讲团 喜报送进家门 致敬最可爱的人",
    ),
    "emergency": _topic(
        "在{village}开展森林防火演练 检查{n}家加油站 救助{n}名被困群众 到{town}宣讲用电安全 部署冬春火灾防控 发布低温雨雪提示",
        "应急演练进校园 火场逆行者 安全生产一刻不松",
    ),
    "audit": _topic(
        "完成{n}个民生项目审计 到{town}开展自然资源资产审计 推动整改问题{n}个",
        "审计里的民生账 以审促改",
    ),
    "market": _topic(
        "抽检食品{n}批次 检查校园食堂{n}家 查处计量违法案件{n}起 为{n}家个体户办理歇业登记 开展电梯困人演练",
        "你点我检 菜市场里的公平秤 个体户的贴心人",
    ),
    "statistics": _topic(
        "部署人口抽样调查 到{town}核查粮食产量 举办统计开放日",
        "数据里的云岭 粮食产量怎么算",
    ),
    "forest": _topic(
        "完成秋冬造林{n}00亩 监测到{n}只越冬候鸟 在{town}发放防火宣传单 为{n}棵古树挂牌 巡护{village}自然保护小区",
        "古树名木的故事 林下生金 护林员的山路",
    ),
    "insurance": _topic(
        "开展异地就医结算宣传 到{village}办理参保登记{n}人 曝光骗保案例{n}起 新增“两病”用药保障{n}人",
        "医保政策面对面 村卫生室也能报销了",
    ),
    "data": _topic(
        "上线“高效办成一件事”服务{n}项 为{town}开通远程帮办 清理僵尸账号{n}个 开展公共数据开放周",
        "数据多跑路 指尖上的政务服务",
    ),
    "township": _topic(
        "召开{village}屋场会 完成道路硬化{n}公里 发展林下茶{n}00亩 举办邻里节 化解{village}多年水源纠纷 清理房前屋后垃圾{n}吨 组织秋收互助队{n}支 启用便民服务点",
        "{village}的新变化 院坝里的议事会 小作坊做成大产业 美丽庭院评比 返乡青年的田园梦",
    ),
    "union": _topic(
        "慰问{n}名户外劳动者 举办职工技能竞赛 建成爱心驿站{n}处 帮扶困难职工{n}户",
        "工匠的手艺 户外劳动者的暖心驿站",
    ),
    "women": _topic(
        "表彰{n}户最美家庭 在{village}举办家政培训 开展反家暴宣传 为{n}名困境女童送冬衣",
        "巾帼电商带货忙 最美家庭故事会 妈妈厨房",
    ),
    "media": _topic(
        "推出“沿着{river}看变化”系列报道 开展记者走基层到{village} 直播{town}采茶节 举办通讯员培训班 采访{n}名返乡创业者",
        "镜头里的{town} 记者走基层：{village}的清晨 听老支书讲故事 {river}两岸的冬天",
    ),
    "tax": _topic(
        "为{n}户企业落实减税{m}万元 开展个税汇算提醒 到{town}辅导小微企业申报 推出“征纳互动”远程服务",
        "春风护航小店 办税一次不跑",
    ),
    "weather": _topic(
        "发布寒潮蓝色预警 到{town}维护自动气象站 发布茶叶气候品质报告 为{village}提供采收期预报",
        "看天种茶 气象信息进村入户",
    ),
    "power": _topic(
        "改造{village}低压线路{n}公里 为{n}户茶农增容用电 开展冬季线路特巡 抢修{town}倒杆线路",
        "银线连山村 供电员的巡线路",
    ),
    "tea": _topic(
        "签约{n}家茶叶经销商 在{town}建成标准茶园{n}00亩 举办斗茶大会 发往海外首批云岭红茶{n}吨",
        "一片叶子富一方 云岭红茶出山记 茶园里的年轻人",
    ),
}

_LEADS = (
    "小切口推动大变化",
    "把实事办到群众心坎上",
    "从“等上门”到“走下去”",
    "下足绣花功夫",
    "一张蓝图绘到底",
    "山乡冬日里的暖意",
    "守好家门口的幸福",
    "干部多走路 群众少跑腿",
)
_FRAMES: dict[str, tuple[str, ...]] = {
    "消息": ("{s}{act}", "云岭：{act}", "{s}{act}", "我县{act}", "{s}{act}获好评"),
    "通讯": ("{lead}——{theme}见闻", "{theme}：{s}蹲点记", "{lead}——{s}{act}侧记"),
    "评论": ("让“{theme}”成为日常", "{theme}贵在坚持", "{theme}，要用心更要用力"),
    "专题": ("专题丨{theme}", "{theme}（云岭实践）"),
    "访谈": ("{s}负责人谈{theme}", "对话{s}：说说{theme}"),
    "图文": ("图说云岭丨{theme}", "{s}{act}", "一图读懂：{s}{act}"),
    "图片": ("组图：{theme}", "{theme}（图片新闻）"),
    "视频": ("视频丨{theme}", "{s}{act}（现场画面）", "微视频：{theme}"),
    "音频": ("听见云岭丨{theme}", "{s}做客直播间谈{theme}"),
    "海报": ("海报丨{theme}", "主题海报：{theme}"),
}

GENRES_OF_KIND: dict[str, tuple[str, ...]] = {
    "报纸": ("消息", "消息", "消息", "通讯", "图片", "评论"),
    "电视": ("消息", "消息", "视频", "专题", "访谈"),
    "广播": ("音频", "消息", "访谈"),
    "网站": ("消息", "消息", "图文", "通讯"),
    "微信": ("图文", "消息", "视频", "图文"),
    "客户端": ("消息", "图文", "视频"),
    "短视频": ("视频",),
    "LED屏": ("海报",),
    "公交屏": ("海报", "视频"),
    "宣传栏": ("海报", "图文"),
}
"""Genres that fit a kind of outlet, the more usual ones repeated."""


def make_title(rng: random.Random, topic: Topic, subject: str, genre: str) -> str:
    """One headline of a genre about what `subject` (a short name) does."""
    frame = rng.choice(_FRAMES[genre])
    parts: dict[str, Callable[[], str]] = {
        "act": lambda: _fill(rng, rng.choice(topic.acts)),
        "theme": lambda: _fill(rng, rng.choice(topic.themes)),
        "lead": lambda: rng.choice(_LEADS),
        "s": lambda: subject,
    }
    return frame.format(**{k: v() for k, v in parts.items() if "{" + k + "}" in frame})


def _fill(rng: random.Random, pattern: str) -> str:
    return pattern.format(
        town=rng.choice(TOWNS[:-1]),
        village=rng.choice(VILLAGES),
        river=rng.choice(RIVERS),
        n=rng.randint(3, 36),
        m=rng.randint(12, 980),
        p=rng.randint(12, 45),
    )
